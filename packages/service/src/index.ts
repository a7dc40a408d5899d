export { ServiceError } from './errors.ts'
export { eventStreams, type ServerSentEvent, type Telling } from './http/event-stream.ts'
export { type Health, healthRoute, readyRoute } from './http/health-route.ts'
export { isLoopback, type Listen, listenText, parseListen } from './http/listen.ts'
export { Refusal, type RefusalIssue, type RefusalOptions, type RefusalStatus } from './http/refusal.ts'
export type { App, RouteContext, Routes } from './http/routes.ts'
export { type ServiceToken, serviceToken, type TokenOptions } from './http/service-token.ts'
export { type Service, type ServiceOptions, startService } from './http/start-service.ts'
export { type LogFlags, logOptions } from './log/log-options.ts'
export { maskedText } from './log/masked-text.ts'
export { type ReadLine, readLine } from './log/read-line.ts'
export {
  LOG_FORMATS,
  LOG_LEVELS,
  type LogFields,
  type LogFormat,
  type LogLevel,
  type ServiceLog,
  type ServiceLogOptions,
  serviceLog,
} from './log/service-log.ts'
