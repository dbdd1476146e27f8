// The page asks the core through the client that all programs share.
export {
  type Answer,
  type CallInput,
  type Client,
  createClient,
  type Fetch,
  queryString,
  readAnswer,
  refusalOf,
  rejectionOf,
} from '../../electron/client/client.ts'
