/** RC4, the stream cipher of NTLM sealing: one handle per direction lives as long as the connection. */
export class Rc4 {
  readonly #state = Uint8Array.from({ length: 256 }, (_, index) => index)
  #i = 0
  #j = 0

  constructor(key: Uint8Array) {
    const state = this.#state
    let j = 0
    for (let i = 0; i < 256; i++) {
      const value = state[i] ?? 0
      j = (j + value + (key[i % key.length] ?? 0)) & 255
      state[i] = state[j] ?? 0
      state[j] = value
    }
  }

  /** Encrypts or decrypts; the position in the key stream moves on. */
  update(input: Uint8Array): Buffer {
    const state = this.#state
    const output = Buffer.allocUnsafe(input.length)
    let i = this.#i
    let j = this.#j
    for (let at = 0; at < input.length; at++) {
      i = (i + 1) & 255
      const a = state[i] ?? 0
      j = (j + a) & 255
      const b = state[j] ?? 0
      state[i] = b
      state[j] = a
      output[at] = (input[at] ?? 0) ^ (state[(a + b) & 255] ?? 0)
    }
    this.#i = i
    this.#j = j
    return output
  }
}
