import type { Dataset } from '@hypersweep/core'
import { cos, type RandomStream, randomStream, sin } from '@hypersweep/numbers'
import type { PointsSource } from '../data-source.ts'
import { contentSha256 } from '../files/content-sha256.ts'
import { sharedFloats, sharedIntegers } from '../parts/shared-arrays.ts'
import { splitStratified } from '../parts/split.ts'
import { checkOptions } from './check-options.ts'

type Point = readonly [x: number, y: number]

/**
 * Points in the plane whose classes no straight line parts; row i is of class i mod classes. With t uniform in [0, 1)
 * and normal noise of the given deviation added to both coordinates, class c of C lies on
 *
 *     spirals   t·(cos φ, sin φ), φ = 2π·(0.75·t + c/C)
 *     moons     (cos πt, sin πt) and (1 − cos πt, 0.5 − sin πt)
 *     rings     (c + 1)/C·(cos 2πt, sin 2πt)
 *
 * @throws DatasetError DATA_OPTION, DATA_SPLIT
 */
export function generatePoints(source: PointsSource): Dataset {
  const classes = source.source === 'moons' ? 2 : source.classes
  checkOptions(source, classes)
  const stream = randomStream(source.seed, 'data')
  const features = sharedFloats(2 * source.rows)
  const labels = sharedIntegers(Array.from({ length: source.rows }, (_, row) => row % classes))
  for (const [row, label] of labels.entries()) {
    features.set(addNoise(pointOf(source, label, stream.uniform()), source.noise, stream), 2 * row)
  }
  const classNames = Array.from({ length: classes }, (_, label) => String(label))
  return {
    name: source.source,
    sha256: contentSha256(features, labels),
    shape: [2],
    inputs: 2,
    classNames,
    scale: { kind: 'none' },
    features,
    labels,
    ...splitStratified(labels, classNames, source),
  }
}

const PI = Math.PI

function pointOf(source: PointsSource, label: number, t: number): Point {
  switch (source.source) {
    case 'spirals':
      return onCircle(t, 2 * PI * (0.75 * t + label / source.classes))
    case 'moons':
      return label === 0 ? onCircle(1, PI * t) : [1 - cos(PI * t), 0.5 - sin(PI * t)]
    case 'rings':
      return onCircle((label + 1) / source.classes, 2 * PI * t)
  }
}

function onCircle(radius: number, angle: number): Point {
  return [radius * cos(angle), radius * sin(angle)]
}

function addNoise([x, y]: Point, noise: number, stream: RandomStream): Point {
  return [x + noise * stream.normal(), y + noise * stream.normal()]
}
