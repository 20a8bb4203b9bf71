import type { Answers } from '#lib/parts/answers.ts'
import type { Part } from '#lib/wizard/step.ts'
import { allowNonlocalBind } from './allow-nonlocal-bind.ts'
import { installCertificate } from './install-certificate.ts'
import { installHaproxy } from './install-haproxy.ts'
import { openForClients } from './open-firewall.ts'
import { proveServices } from './prove-services.ts'
import { pushConfiguration } from './push-configuration.ts'
import { reloadHaproxy } from './reload-haproxy.ts'
import { loadBalancerSchema } from './schema.ts'

export const loadBalancer: Part<Answers, 'load-balancer'> = {
  id: 'load-balancer',
  title: 'Load balancer',
  subtitle: 'HAProxy',
  purpose:
    'HAProxy on both nodes: one backend for each Exchange service, the certificate of the PKI, proof that all of them answer.',
  schema: loadBalancerSchema,
  steps: [
    installHaproxy,
    allowNonlocalBind,
    openForClients,
    installCertificate,
    pushConfiguration,
    reloadHaproxy,
    proveServices,
  ],
}
