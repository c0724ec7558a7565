// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Guards the {@link Census} and every change of the {@link WriterSignal}; readers that meet the raised signal
 * sleep on it. Held for short times only, never while foreign code runs. It is fair: readers woken by a
 * writer that leaves come in before the next writer's check.
 */
final class ListLock extends ReentrantLock {

    private static final long serialVersionUID = 1L;

    /** Signalled when the signal was lowered, or when sleepers have to look whether they are refused. */
    private final transient Condition changed = newCondition();

    ListLock() {
        super(true);
    }

    Condition changed() {
        return changed;
    }
}
