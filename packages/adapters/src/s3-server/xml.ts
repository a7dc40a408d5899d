type Child = readonly [name: string, content: string | readonly Child[]]

/** An XML document of elements alone. */
export function xml(root: string, children: readonly Child[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element([root, children])}`
}

function element([name, content]: Child): string {
  return `<${name}>${typeof content === 'string' ? escaped(content) : content.map(element).join('')}</${name}>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
