/** Hands a made file to the browser's downloads. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The download has taken hold of the bytes once the click was handled.
  setTimeout(() => URL.revokeObjectURL(address), 0)
}
