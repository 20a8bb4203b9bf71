import { services } from '#lib/parts/load-balancer/services.ts'

/** What an Exchange administrator calls it; evidence names services by their id. */
export const serviceName = (id: string): string => services.find((service) => service.id === id)?.name ?? id
