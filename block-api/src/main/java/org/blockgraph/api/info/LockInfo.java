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
 * @param sleepingReaders readers asleep behind the writer, the longest sleeper first
 * @param writer who writes or waits to write, or null
 * @param global who has the global lock, under which changes are decided on, and who waits for it
 * @param waitingAtGates requests waiting at all gates
 */
public record LockInfo(
        List<Context> contexts,
        long orphanedBalance,
        List<Reader> readers,
        List<Reader> sleepingReaders,
        Writer writer,
        Global global,
        int waitingAtGates) {

    /** Copies the lists. */
    public LockInfo {
        contexts = List.copyOf(contexts);
        readers = List.copyOf(readers);
        sleepingReaders = List.copyOf(sleepingReaders);
    }

    /**
     * A context.
     *
     * @param name its name
     * @param balance entries minus departures
     */
    public record Context(String name, long balance) {}

    /**
     * A reader, inside or asleep.
     *
     * @param owner who
     * @param context through which context
     * @param thread in which thread
     * @param sinceNanos how long it has slept, or is known to be inside: since a writer that had to wait, or
     *     a look like this one, found it there, in nanoseconds
     * @param abandoned whether it was given up, so that no writer waits for it
     * @param stack where, outermost last; empty unless asked for
     */
    public record Reader(
            String owner,
            String context,
            String thread,
            long sinceNanos,
            boolean abandoned,
            List<String> stack) {
        /** Copies the stack. */
        public Reader {
            stack = List.copyOf(stack);
        }
    }

    /**
     * The writer.
     *
     * @param reason why it writes
     * @param thread in which thread
     * @param inside true when it is inside, false while it waits for the readers
     * @param sinceNanos how long it has been inside, or has waited, in nanoseconds
     * @param stack where, outermost last; empty unless asked for
     */
    public record Writer(
            String reason, String thread, boolean inside, long sinceNanos, List<String> stack) {
        /** Copies the stack. */
        public Writer {
            stack = List.copyOf(stack);
        }
    }

    /**
     * The global lock.
     *
     * @param owner the name of the thread that has it, or an empty string
     * @param waiting the names of the threads that wait for it, the longest wait first
     * @param stack where the owner is, outermost last; empty unless asked for
     */
    public record Global(String owner, List<String> waiting, List<String> stack) {
        /** Nobody has it. */
        public static final Global FREE = new Global("", List.of(), List.of());

        /** Copies the lists. */
        public Global {
            waiting = List.copyOf(waiting);
            stack = List.copyOf(stack);
        }
    }
}
