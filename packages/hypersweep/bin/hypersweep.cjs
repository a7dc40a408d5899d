#!/usr/bin/env node
// In syntax that old versions of Node read too: they are told what is needed, instead of a syntax error.
'use strict'

var major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(`hypersweep: This is Node ${process.versions.node}. Use Node 24 or newer: https://nodejs.org`)
  process.exitCode = 2
} else {
  keepCompiled()
  import('../lib/main.js')
}

/** A start takes half the time where compiled code is kept from the last one; where it cannot be kept, nothing else changes. */
function keepCompiled() {
  var path = require('node:path')
  var env = process.env
  var cache = env.XDG_CACHE_HOME || path.join(require('node:os').homedir(), '.cache')
  // For worker processes too, which inherit it.
  env.NODE_COMPILE_CACHE = env.NODE_COMPILE_CACHE || path.join(cache, 'hypersweep', 'compiled')
  require('node:module').enableCompileCache(env.NODE_COMPILE_CACHE)
}
