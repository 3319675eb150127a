import { channels } from './format.ts'

/** RIFF/WAVE header of 16-bit PCM: 44 bytes, then the samples, interleaved, little-endian. */
export const wavHeaderBytes = 44
export const bytesPerSample = channels * 2

export function wavHeader(samples: number, sampleRateHz: number): Buffer {
  const dataBytes = samples * bytesPerSample
  const header = Buffer.alloc(wavHeaderBytes)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(dataBytes + wavHeaderBytes - 8, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(sampleRateHz, 24)
  header.writeUInt32LE(sampleRateHz * bytesPerSample, 28)
  header.writeUInt16LE(bytesPerSample, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(dataBytes, 40)
  return header
}
