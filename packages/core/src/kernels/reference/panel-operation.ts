import type { PanelOperation } from '../kernels.ts'

/** Works on rows `row` … `row + rows − 1` of a panel. */
export type PanelLoop = (panel: number, row: number, rows: number) => void

interface Loop extends PanelOperation {
  run: PanelLoop
}

export function panelOperation(run: PanelLoop): PanelOperation {
  const loop: Loop = { isPanelOperation: true, run }
  return loop
}

export function runOnPanel(
  operations: readonly PanelOperation[] | undefined,
  ...[panel, row, rows]: Parameters<PanelLoop>
): void {
  for (const operation of operations ?? []) (operation as Loop).run(panel, row, rows)
}
