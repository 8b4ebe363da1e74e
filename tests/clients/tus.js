// Uploads a file with tus-js-client: node tus.js <address> <token> <file> <digest> <media type> <with creation?>
import { createReadStream, statSync } from 'node:fs'
import { Upload } from 'tus-js-client'

const [address, token, path, digest, filetype, early] = process.argv.slice(2)

new Upload(createReadStream(path), {
  endpoint: address,
  headers: { Authorization: `Bearer ${token}` },
  metadata: { digest, filetype },
  uploadSize: statSync(path).size,
  uploadDataDuringCreation: early === 'yes',
  chunkSize: 4_000_000,
  retryDelays: [0, 50, 100, 200, 400],
  onError: (error) => {
    console.error(String(error))
    process.exit(1)
  },
  onSuccess: () => {
    console.log('whole')
    process.exit(0) // a connection that was cut would keep it waiting
  },
}).start()
