// A program is a list of records in memory: [table index, bytes of the record, arguments …]. Each operation takes the
// address of its arguments. A training step is one program, so it is one call from JavaScript.

/** Runs the records from `at` to `end`, one after the other. */
export function run(at: usize, end: usize): void {
  while (at < end) {
    call_indirect<void>(load<u32>(at), at + 8)
    at += load<u32>(at, 4)
  }
}

/** Runs a list [count, (table index, arguments) …] of panel operations over `rows` rows of a panel from `row` on. */
export function runOnPanel(list: usize, panel: i32, row: i32, rows: i32): void {
  const end = list + 4 + (load<u32>(list) << 3)
  for (list += 4; list < end; list += 8) {
    call_indirect<void>(load<u32>(list), load<u32>(list, 4), panel, row, rows)
  }
}

@unmanaged
class Panels {
  panels: i32
  rows: i32
}

/** The operation that runs panel operations over all rows of each panel. */
export function panels(at: usize): void {
  const args = changetype<Panels>(at)
  for (let panel = 0; panel < args.panels; panel++) runOnPanel(at + offsetof<Panels>(), panel, 0, args.rows)
}

/** The panel operation that runs another, (table index, arguments), on the first row alone: for what is kept for each column. */
export function once(at: usize, panel: i32, row: i32, rows: i32): void {
  call_indirect<void>(load<u32>(at), load<u32>(at, 4), panel, 0, 1)
}
