import type { DataIdentity, Scale } from '../data/dataset.ts'
import type { LayerSpec, NetworkSpec } from '../model/network-spec.ts'
import type { OptimizerSpec } from '../optimizers/optimizer.ts'
import type { ScheduleSpec } from '../schedules/schedule.ts'
import { count, fields, finite, list, type Reader, sha256Text, text, word } from './json-fields.ts'

/** Reads a NetworkSpec's shape; whether its numbers make sense is for `createModel` to say. */
export const networkSpec: Reader<NetworkSpec> = (value, place) => {
  const spec = fields(value, place)
  return {
    layers: list(layerSpec)(spec['layers'], `${place}.layers`),
    optimizer: optimizerSpec(spec['optimizer'], `${place}.optimizer`),
    schedule: scheduleSpec(spec['schedule'], `${place}.schedule`),
    learningRate: finite(spec['learningRate'], `${place}.learningRate`),
    batchSize: count(spec['batchSize'], `${place}.batchSize`),
    epochs: count(spec['epochs'], `${place}.epochs`),
  }
}

const layerSpec: Reader<LayerSpec> = (value, place) => {
  const layer = fields(value, place)
  return {
    dense: count(layer['dense'], `${place}.dense`),
    activation: word('identity', 'relu', 'sigmoid', 'tanh')(layer['activation'], `${place}.activation`),
    dropout: finite(layer['dropout'], `${place}.dropout`),
  }
}

const optimizerSpec: Reader<OptimizerSpec> = (value, place) => {
  const spec = fields(value, place)
  const option = (name: string) => finite(spec[name], `${place}.${name}`)
  const optimizer = word('sgd', 'momentum', 'nesterov', 'rmsprop', 'adam')(spec['optimizer'], `${place}.optimizer`)
  const weightDecay = option('weightDecay')
  switch (optimizer) {
    case 'sgd':
      return { optimizer, weightDecay }
    case 'momentum':
    case 'nesterov':
      return { optimizer, momentum: option('momentum'), weightDecay }
    case 'rmsprop': {
      const [decayRate, momentum, epsilon] = [option('decayRate'), option('momentum'), option('epsilon')]
      return { optimizer, decayRate, momentum, epsilon, weightDecay }
    }
    case 'adam': {
      const [beta1, decayRate, epsilon] = [option('beta1'), option('decayRate'), option('epsilon')]
      return { optimizer, beta1, decayRate, epsilon, weightDecay }
    }
  }
}

const scheduleSpec: Reader<ScheduleSpec> = (value, place) => {
  const spec = fields(value, place)
  const schedule = word('constant', 'exponential')(spec['schedule'], `${place}.schedule`)
  if (schedule === 'constant') return { schedule }
  return { schedule, lrDecay: finite(spec['lrDecay'], `${place}.lrDecay`) }
}

export const dataIdentity: Reader<DataIdentity> = (value, place) => {
  const data = fields(value, place)
  return {
    name: text(data['name'], `${place}.name`),
    sha256: sha256Text(data['sha256'], `${place}.sha256`),
    shape: list(count)(data['shape'], `${place}.shape`),
    classNames: list(text)(data['classNames'], `${place}.classNames`),
    scale: dataScale(data['scale'], `${place}.scale`),
  }
}

const dataScale: Reader<Scale> = (value, place) => {
  const scale = fields(value, place)
  const kind = word('none', 'divide', 'standardize')(scale['kind'], `${place}.kind`)
  if (kind === 'none') return { kind }
  if (kind === 'divide') return { kind, by: finite(scale['by'], `${place}.by`) }
  const mean = list(finite)(scale['mean'], `${place}.mean`)
  const deviation = list(finite)(scale['deviation'], `${place}.deviation`)
  return { kind, mean, deviation }
}
