// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.Hold;

/** A lock taken apart, with two contexts of one kind and a hold in the first: what a litmus test is about. */
abstract class Bench {

    /** Far beyond what a try costs; the machine may be busy with something else for a while. */
    private static final int TRIES = 1000;

    final WriterSignal signal = WriterSignal.create();
    final ListLock listLock = new ListLock();
    final Census census = new Census(listLock);
    final Registry registry = new Registry("litmus", listLock, signal, census);
    final ReaderGate gate = new ReaderGate(registry, listLock, signal, census);
    final ReaderContext first;
    final ReaderContext second;
    final Hold hold;

    /** What the lock protects. */
    int x;
    int y;

    Bench(ContextKind kind) {
        first = registry.openContext("first", kind, gate);
        second = registry.openContext("second", kind, gate);
        hold = first.newHold("reader");
    }

    /** Comes in as the writer, unless a reader stays inside. */
    final boolean shutOutSoon() {
        for (int tries = 0; tries < TRIES; tries++) {
            if (gate.shutOut()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }
}
