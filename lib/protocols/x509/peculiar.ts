// @peculiar/x509 finds its parts by decorators, which need this polyfill before it.
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'

x509.cryptoProvider.set(crypto)

export { x509 }
