// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Guards the {@link Census} and every change of the {@link WriterSignal}; readers that meet the raised signal
 * sleep on it. Held for short times only, never while foreign code runs.
 *
 * <p>It is not fair, and must not be: a fair lock that is free waits for the first in its queue to run, and a
 * virtual thread cannot run while native calls keep every carrier. Then nobody could enter the list lock, and
 * not even abandon the readers that hang in those calls.
 */
final class ListLock extends ReentrantLock {

    private static final long serialVersionUID = 1L;

    /** Signalled when the signal was lowered, or when sleepers have to look whether they are refused. */
    private final transient Condition changed = newCondition();

    Condition changed() {
        return changed;
    }
}
