export { type ClientError, type ClientResult, describeClientError } from '../../electron/client/client-error.ts'
