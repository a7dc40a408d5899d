export { type Answer, file, files, mirror, type SecureMirror, secureMirror, status } from './mirror.ts'
export { testCertificate } from './test-certificate.ts'
