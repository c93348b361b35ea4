import { cockroach } from './cockroach.ts'
import { etcd, istio, serving } from './etcd.ts'
import { grpc } from './grpc.ts'
import type { Kernel } from './kernel.ts'
import { kubernetes } from './kubernetes.ts'
import { moby } from './moby.ts'

export const kernels: readonly Kernel[] = [
  ...cockroach,
  ...etcd,
  ...grpc,
  ...istio,
  ...kubernetes,
  ...moby,
  ...serving,
]
