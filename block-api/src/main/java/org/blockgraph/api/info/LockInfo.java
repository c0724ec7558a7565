// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.info;

import java.util.List;

/**
 * The graph lock.
 *
 * @param contexts the contexts with their balances
 * @param orphanedBalance what closed contexts and abandoned holds left
 * @param readers holds that are inside
 * @param sleepingReaders readers asleep behind the writer
 * @param writer "" or who writes or waits to write, and why
 * @param waitingAtGates requests waiting at all gates
 */
public record LockInfo(
        List<Context> contexts,
        long orphanedBalance,
        List<Reader> readers,
        int sleepingReaders,
        String writer,
        int waitingAtGates) {

    /** Copies the lists. */
    public LockInfo {
        contexts = List.copyOf(contexts);
        readers = List.copyOf(readers);
    }

    /**
     * A context.
     *
     * @param name its name
     * @param balance entries minus departures
     */
    public record Context(String name, long balance) {}

    /**
     * A reader.
     *
     * @param owner who
     * @param context through which context
     * @param thread in which thread
     * @param stack where, outermost last; empty unless asked for
     */
    public record Reader(String owner, String context, String thread, List<String> stack) {
        /** Copies the stack. */
        public Reader {
            stack = List.copyOf(stack);
        }
    }
}
