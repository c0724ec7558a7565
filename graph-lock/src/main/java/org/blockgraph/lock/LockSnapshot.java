// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import java.util.List;

/**
 * The lock at one moment, copied.
 *
 * @param name the lock's name
 * @param contexts every open context
 * @param orphanedBalance the balance of closed contexts and abandoned holds
 * @param readerSum the sum of all balances
 * @param readers holds that are inside
 * @param sleepingReaders readers that sleep because a writer is inside, the longest sleeper first
 * @param writer who writes or waits to write, or null
 * @param global who has the global lock, and who waits for it
 * @param quiesceDepth how many quiesce sections are open
 */
public record LockSnapshot(
        String name,
        List<Context> contexts,
        long orphanedBalance,
        long readerSum,
        List<Reader> readers,
        List<Reader> sleepingReaders,
        Writer writer,
        Global global,
        int quiesceDepth) {

    /** Copies the lists. */
    public LockSnapshot {
        contexts = List.copyOf(contexts);
        readers = List.copyOf(readers);
        sleepingReaders = List.copyOf(sleepingReaders);
    }

    /**
     * One context.
     *
     * @param name the context's name
     * @param kind confined or shared
     * @param balance entries minus departures
     * @param holds how many holds are registered
     */
    public record Context(String name, ContextKind kind, long balance, int holds) {}

    /**
     * One reader that is inside, or asleep at the door.
     *
     * @param owner the hold's owner
     * @param context the name of the context through which it entered
     * @param thread the thread's name, or an empty string when it has left meanwhile
     * @param sinceNanos how long ago it was first noticed, in nanoseconds: asleep, since it fell asleep;
     *     inside, since a writer that had to wait, or a snapshot, found it there (entering takes no time
     *     stamp), so that it has been inside at least so long
     * @param abandoned whether the hold no longer counts
     * @param stack its stack, outermost last; empty unless asked for
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
     * @param thread its thread's name
     * @param inside true when it is inside, false while it waits
     * @param sinceNanos how long it has waited or been inside, in nanoseconds
     * @param stack its stack, outermost last; empty unless asked for
     */
    public record Writer(
            String reason, String thread, boolean inside, long sinceNanos, List<String> stack) {
        /** Copies the stack. */
        public Writer {
            stack = List.copyOf(stack);
        }
    }

    /**
     * The global lock. Who waits for it waits for whoever decides on a change, or writes.
     *
     * @param owner the name of the thread that has it, or an empty string
     * @param waiting the names of the threads that wait for it, the longest wait first
     * @param stack the owner's stack, outermost last; empty unless asked for
     */
    public record Global(String owner, List<String> waiting, List<String> stack) {
        /** Copies the lists. */
        public Global {
            waiting = List.copyOf(waiting);
            stack = List.copyOf(stack);
        }
    }
}
