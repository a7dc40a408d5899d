export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan'

/** Colours a text, or leaves it where colours have no place. */
export type Paint = (style: Style, text: string) => string

export const unpainted: Paint = (_style, text) => text
