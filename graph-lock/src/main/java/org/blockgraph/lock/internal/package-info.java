// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The implementation. {@link org.blockgraph.lock.internal.WriterSignal} is the word that every reader looks
 * at, {@link org.blockgraph.lock.internal.ReaderCount} what it counts in, {@link
 * org.blockgraph.lock.internal.Census} the sum; {@link org.blockgraph.lock.internal.ReaderGate} is the slow
 * path of the readers and {@link org.blockgraph.lock.internal.WriterGate} the writer. The argument why it is
 * right is in {@code docs/graph-lock.md}.
 */
package org.blockgraph.lock.internal;
