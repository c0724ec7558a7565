// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The graph lock: many readers, counted per context so that no cache line bounces between them, and one
 * writer that quiesces the sources of readers, waits until all have left and keeps new ones asleep while
 * it is inside.
 *
 * <p>A bundle takes the {@link org.blockgraph.lock.GraphLockFactory} service, opens a {@link
 * org.blockgraph.lock.GraphLock} for its own structure, opens a {@link org.blockgraph.lock.LockContext}
 * for each source of readers and preallocates one {@link org.blockgraph.lock.Hold} for each reader that
 * may be inside at the same time. The writer holds the {@link org.blockgraph.lock.GlobalLock} first.
 *
 * <p>{@link org.blockgraph.lock.GraphLock#snapshot} tells who reads, waits and writes. The JDK's flight
 * recorder, from module {@code jdk.jfr}, gets the events {@code org.blockgraph.lock.ReaderWait}, {@code
 * WriterWait} (both from 10 ms) and {@code WriteHold}. A writer that waits long is reported to the log. None
 * of it is on the way of a reader that meets no writer: entering takes no time stamp and writes no record.
 *
 * <p>Lock order: framework and service-component locks, then the global lock, then the write lock. A
 * thread that holds the global or the write lock calls no foreign code.
 */
@Version("1.2.0")
@Export
package org.blockgraph.lock;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
