// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The driver of QEMU's qcow2 format, versions 2 and 3. Facts of the format are from QEMU's public
 * specification, docs/interop/qcow2.
 *
 * <pre>
 *   Qcow2Driver ── opens ──▶ Qcow2Instance ── holds while active ──▶ OpenImage
 *                                                                      │
 *      reads            writes            zeroes, discards           flush
 *   ReadPath          WritePath            ZeroPath                 WriteBack
 *      │            CopyOnWrite  ClusterClaims │                       │
 *      └──────────▶ L2Cache, L1Table ◀─────────┘       L1, L2, refcounts, in this order,
 *                        Allocator, Refcounts          written in the reverse one
 *                        Frees, Grace
 *                            └──────────▶ ImageFile (the child "file")
 * </pre>
 *
 * What is in memory may be newer than the file, but never the other way round, and {@link
 * org.blockgraph.drivers.qcow2.WriteBack} makes it durable so that a crash at any moment leaks clusters at
 * worst.
 */
package org.blockgraph.drivers.qcow2;
