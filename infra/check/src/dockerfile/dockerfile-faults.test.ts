import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../places.ts'
import { dockerfileFaults } from './dockerfile-faults.ts'

const text = readFileSync(join(root, 'infra/Dockerfile'), 'utf8')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

test('ours has no fault', () => {
  expect(dockerfileFaults(text)).toEqual([])
})

test.each([
  ['line 13: Unknown instruction: COPPY', /^COPY \./m, 'COPPY .'],
  ['it is made of 2 images, not of one', /^FROM node$/m, 'FROM debian:12'],
  ['its base cannot be held to a digest', /\$\{NODE_DIGEST.*\}/, ''],
  ['what it starts is not 10001:10001', /^USER .*$/m, 'USER root'],
  ['nothing asks how it is: HEALTHCHECK', /^HEALTHCHECK .*$/m, ''],
  ['ADD fetches and unpacks: COPY', /^COPY infra/m, 'ADD infra'],
  ['a secret stays in it: NPM_TOKEN=', /^ARG NODE_DIGEST=/m, 'ARG NPM_TOKEN='],
])('%s', (fault, from, to) => {
  const broken = text.replace(from, to)
  expect(broken).not.toBe(text)
  expect(dockerfileFaults(broken)).toContain(fault)
})

test('it has the Node and the pnpm that the repository has', () => {
  expect(text).toContain(`ARG NODE_IMAGE=node:${manifest.devDependencies.node}-bookworm-slim\n`)
  expect(text).toContain(`npm install --global ${manifest.packageManager}\n`)
})

test('the compose file builds it on the same image', () => {
  const compose = parse(readFileSync(join(root, 'infra/compose.yaml'), 'utf8'), { merge: true })
  const { NODE_IMAGE } = compose.services.worker.build.args
  expect(text).toContain(`ARG NODE_IMAGE=${/:-(.*)\}/.exec(NODE_IMAGE)![1]}\n`)
})
