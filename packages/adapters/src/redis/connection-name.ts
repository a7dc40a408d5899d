/** Under this name a connection of this process stands in Redis's CLIENT LIST. */
export function connectionName(): string {
  return `hypersweep-${process.pid}`
}

/** The processes whose connections are in this answer to CLIENT LIST; those of other machines cannot be told apart. */
export function processesConnected(clientList: string): number[] {
  return [...clientList.matchAll(/ name=hypersweep-(\d+) /g)].map(([, pid]) => Number(pid))
}
