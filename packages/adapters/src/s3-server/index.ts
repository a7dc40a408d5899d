export { type Fault, type FaultProxy, faultProxy } from './fault-proxy.ts'
export { type S3Server, type S3ServerOptions, s3Server } from './s3-server.ts'
