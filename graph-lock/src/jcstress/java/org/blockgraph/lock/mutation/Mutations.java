// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.mutation;

import java.util.List;

/** The ways in which the lock is broken, each of which must be noticed. */
final class Mutations {

    static final List<Mutation> ALL = List.of(
            new Mutation("a confined entry is not fenced", "ConfinedCount",
                    "CELL.setVolatile(this, (long) CELL.getOpaque(this) + ONE)",
                    "CELL.setRelease(this, (long) CELL.getOpaque(this) + ONE)",
                    "EntryLitmus.Confined"),
            new Mutation("a shared entry is neither atomic nor fenced", "StripedCount",
                    "return !isClosed() && !isRetired((long) CELLS.getAndAdd(cells, own(), ONE));",
                    """
                    int stripe = own();
                    long now = (long) CELLS.getOpaque(cells, stripe);
                    CELLS.setOpaque(cells, stripe, now + ONE);
                    return !isClosed() && !isRetired(now);
                    """,
                    "EntryLitmus.Shared"),
            new Mutation("a confined departure is plain", "ConfinedCount",
                    "CELL.setRelease(this, now - ONE)",
                    "cell = now - ONE"),
            new Mutation("a hold shows that it is inside without release", "HoldWord",
                    "WORD.setRelease(this, free + 1)",
                    "WORD.setOpaque(this, free + 1)"),
            new Mutation("the signal is raised without a fence", "WriterSignal",
                    "private volatile int state;",
                    "private int state;",
                    "EntryLitmus"),
            new Mutation("the bell is hung out without a fence", "WriterSignal",
                    "private volatile Thread waiting;",
                    "private Thread waiting;"),
            new Mutation("the kick is gated on the signal", "WriterSignal",
                    "if (sleeper != null && WAITING",
                    "if (isRaised() && sleeper != null && WAITING"),
            new Mutation("the bell is rung without waking anybody", "WriterSignal",
                    "LockSupport.unpark(sleeper);",
                    ""),
            new Mutation("the bell is hung out after the check", "WriterWait",
                    """
                                signal.awaitRing(Thread.currentThread());
                                if (attempt(nanos)) {
                                    return true;
                                }
                    """,
                    """
                                if (attempt(nanos)) {
                                    return true;
                                }
                                signal.awaitRing(Thread.currentThread());
                    """),
            new Mutation("the writer's sleep has no bound", "WriterWait",
                    "LockSupport.parkNanos(this, Math.min(sleep, left))",
                    "LockSupport.parkNanos(this, left)"),
            new Mutation("the writer decides on the sum taken with the signal lowered", "ReaderGate",
                    "if (isEmptySoon()) {",
                    "if (true) {",
                    "EntryLitmus"),
            new Mutation("a failed final check leaves the signal raised", "ReaderGate",
                    """
                                lower();
                                return false;
                    """,
                    """
                                return false;
                    """),
            new Mutation("a reader sleeps without looking again", "ReaderGate",
                    """
                            if (isStillRaised(hold)) {
                                census.sleep(hold);
                                try {
                                    do {
                                        listLock.changed().awaitUninterruptibly();
                    """,
                    """
                            if (true) {
                                census.sleep(hold);
                                try {
                                    do {
                                        listLock.changed().awaitUninterruptibly();
                    """),
            new Mutation("a reader that was woken does not look again", "ReaderGate",
                    """
                                        listLock.changed().awaitUninterruptibly();
                                    } while (isStillRaised(hold));
                    """,
                    """
                                        listLock.changed().awaitUninterruptibly();
                                    } while (false);
                    """),
            new Mutation("the writer that leaves wakes nobody", "ReaderGate",
                    """
                            signal.lower();
                            listLock.changed().signalAll();
                    """,
                    """
                            signal.lower();
                    """),
            new Mutation("the writer that leaves wakes one reader only", "ReaderGate",
                    """
                            signal.lower();
                            listLock.changed().signalAll();
                    """,
                    """
                            signal.lower();
                            listLock.changed().signal();
                    """),
            new Mutation("readers come in while the writer is still inside", "WriterGate",
                    """
                            signal.setWriter(Thread.currentThread());
                            return next;
                    """,
                    """
                            signal.setWriter(Thread.currentThread());
                            readers.letIn();
                            return next;
                    """),
            new Mutation("a reader that was turned away does not kick the writer", "ReaderGate",
                    """
                            signal.ring();
                            if (signal.isWriter
                    """.stripTrailing(),
                    """
                            if (signal.isWriter
                    """.stripTrailing()),
            new Mutation("a reader that was turned away stays counted", "ReaderGate",
                    "if (!hold.count().leave()) {",
                    "if (false) {"),
            new Mutation("a reader that slept comes in uncounted", "ReaderGate",
                    "if (!hold.count().enter()) {",
                    "if (false) {"),
            new Mutation("a departure is counted where the hold was made", "ReaderHold",
                    "leave(other.count());",
                    "leave(count);"),
            new Mutation("a departure through a retired context is lost", "ReaderHold",
                    """
                            if (!through.leave()) {
                                registry.leaveRetired();
                            }
                    """,
                    """
                            through.leave();
                    """),
            new Mutation("the balance of a closed context is forgotten", "Census",
                    "orphaned += context.count().retire();",
                    "context.count().retire();"),
            new Mutation("a departure is counted before the hold shows it", "ReaderHold",
                    """
                            end(word);
                            if (!through.leave()) {
                                registry.leaveRetired();
                            }
                    """,
                    """
                            if (!through.leave()) {
                                registry.leaveRetired();
                            }
                            end(word);
                    """,
                    "AbandonLitmus.BesideAnother"),
            new Mutation("abandoned holds are summed before the counts", "Census",
                    """
                            long sum = orphaned;
                            for (ReaderCount count : counts) {
                                sum += count.balance();
                            }
                    """,
                    """
                            long sum = orphaned - (abandoned.isEmpty() ? 0 : abandonedInside());
                            for (ReaderCount count : counts) {
                                sum += count.balance();
                            }
                            if (sum != Long.MIN_VALUE) {
                                return sum;
                            }
                    """,
                    "AbandonLitmus.BesideAnother"),
            new Mutation("a hold can be abandoned twice", "HoldWord",
                    "if (!isInside(seen) || abandoned == seen) {",
                    "if (!isInside(seen)) {"),
            new Mutation("an abandoned hold is subtracted though it left", "Census",
                    "abandoned.removeIf(hold -> !hold.isAbandonedNow());",
                    ""),
            new Mutation("the abandoning thread does not kick the writer", "Registry",
                    """
                            signal.ring();
                            return true;
                    """,
                    """
                            return true;
                    """),
            new Mutation("work that was put off runs before the readers are woken", "WriterSection",
                    """
                                gate.leave();
                                events.left(this);
                                failure = runDeferred();
                    """,
                    """
                                failure = runDeferred();
                                gate.leave();
                    """),
            new Mutation("the quiesce is not ended by a writer that gave up", "WriterSection",
                    """
                            endQuiesce();
                            events.gaveUp(this);
                    """,
                    "events.gaveUp(this);"),
            new Mutation("the quiesce ends before the work that was put off", "WriterSection",
                    "            gate.leave();\n",
                    "            gate.leave();\n            endQuiesce();\n"),
            new Mutation("a second closing ends another's quiesce", "Quiescer",
                    "if (open.compareAndSet(true, false)) {",
                    "if (open.getAndSet(false) || true) {"),
            new Mutation("closing a context wakes none of its sleepers", "Registry",
                    """
                                census.close(context);
                                listLock.changed().signalAll();
                    """,
                    """
                                census.close(context);
                    """),
            new Mutation("an upgrade is not noticed", "WriterGate",
                    "if (held != null) {",
                    "if (false) {"));

    private Mutations() {}
}
