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
 *
 * <p>No image is believed. {@link org.blockgraph.drivers.qcow2.HeaderReader} refuses a header that breaks a
 * limit before anything of that size is allocated; what it lets through may cost 32 MiB for the L1 table and
 * 8 MiB for the refcount table, each up to four times in memory, and the caches. An entry that can't be right
 * ({@link org.blockgraph.drivers.qcow2.L2Flaws}, {@link org.blockgraph.drivers.qcow2.Places}) fails only the
 * requests that need it; in an image that is open for writing it also sets the corrupt bit and ends all
 * writing ({@link org.blockgraph.drivers.qcow2.Corruption}).
 */
package org.blockgraph.drivers.qcow2;
