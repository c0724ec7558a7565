// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.blockgraph.lock.Hold;
import org.blockgraph.lock.LockContext;
import org.blockgraph.lock.LockSnapshot;
import org.blockgraph.lock.Patience;
import org.blockgraph.lock.WriteSection;

/**
 * One lock from its opening to its end, all of it drawn from one seed: rounds of many threads at once, each
 * followed by a comparison of what is left with what must be left. What the seed cannot give again is the
 * timing: a life that failed is lived again many times.
 */
final class Life {

    /** Far beyond what a round takes; whatever is not over by then was not woken. */
    private static final long DEADLINE_SECONDS = 30;

    private final SplittableRandom random;
    private final List<Script> scripts = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<LockContext, Long> balances = new HashMap<>();
    private final Map<String, Long> tally = new TreeMap<>();
    private long changes;

    Life(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Lives; returns what happened how often. */
    Map<String, Long> live() throws Exception {
        int rounds = random.nextInt(1, 6);
        try (Stage stage = new Stage(random, random.nextInt(2, 9))) {
            boolean closes = random.nextInt(4) == 0;
            for (int round = 1; round <= rounds; round++) {
                playRound(stage, closes && round == rounds);
                compare(stage);
                if (!stage.isClosing()) {
                    new Rehearsal(stage, random.split()).play();
                    compare(stage);
                }
            }
        }
        return tally;
    }

    private void playRound(Stage stage, boolean closes) throws InterruptedException {
        scripts.clear();
        threads.clear();
        List<ReaderScript> readers = new ArrayList<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            ReaderScript reader = new ReaderScript(stage, "reader " + i, random.split(), random.nextInt(60));
            readers.add(reader);
            cast(reader);
        }
        List<WriterScript> writers = new ArrayList<>();
        for (int i = random.nextInt(1, 3); i > 0; i--) {
            WriterScript writer = new WriterScript(stage, "writer " + i, random.split(), random.nextInt(30));
            writers.add(writer);
            cast(writer);
        }
        for (int i = random.nextInt(3); i > 0 || closes && i == 0; i--) {
            cast(new TroubleScript(stage, "trouble " + i, random.split(), random.nextInt(40),
                    List.copyOf(threads), closes && i == 0));
        }
        threads.forEach(Thread::start);
        awaitEnd(stage);
        for (ReaderScript reader : readers) {
            reader.balances.forEach((context, balance) -> balances.merge(context, balance, Long::sum));
        }
        changes += writers.stream().mapToLong(writer -> writer.changes).sum();
    }

    private void cast(Script script) {
        boolean virtual = random.nextInt(3) == 0;
        Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
        scripts.add(script);
        threads.add(builder.name("model").unstarted(script));
    }

    private void awaitEnd(Stage stage) throws InterruptedException {
        Patience patience = new Patience(DEADLINE_SECONDS);
        for (int i = 0; i < threads.size(); i++) {
            while (threads.get(i).isAlive() && !patience.isOver()) {
                threads.get(i).join(Patience.LOOK_MILLIS);
            }
            if (threads.get(i).isAlive()) {
                throwFirstFailure();
                throw new AssertionError("after " + DEADLINE_SECONDS + " s not over: " + scripts.get(i)
                        + "; all: " + scripts + "; " + stage.lock.snapshot(true));
            }
        }
        throwFirstFailure();
        for (Script script : scripts) {
            script.tally().forEach((what, times) -> tally.merge(what, times, Long::sum));
        }
    }

    /** Of several the first: the others may be its consequences. */
    private void throwFirstFailure() {
        scripts.stream()
                .filter(script -> script.failure() != null)
                .min(Comparator.comparingLong(Script::failedAt))
                .ifPresent(script -> {
                    throw new AssertionError(script.toString(), script.failure());
                });
    }

    /** Nobody is left inside or waiting; every count, the flag and the quiesce are as they must be. */
    private void compare(Stage stage) {
        stage.ledger.requireEmpty();
        stage.source.requireOpen();
        LockSnapshot now = stage.lock.snapshot(false);
        equal(0L, now.readerSum(), "sum", now);
        equal(List.of(), now.readers(), "readers", now);
        equal(List.of(), now.sleepingReaders(), "sleeping readers", now);
        equal(null, now.writer(), "writer", now);
        equal(0, now.quiesceDepth(), "quiesce depth", now);
        equal(null, stage.lock.global().owner(), "owner of the global lock", now);
        equal(changes, stage.structure.changes(), "changes", now);
        long open = 0;
        for (LockSnapshot.Context context : now.contexts()) {
            open += context.balance();
        }
        equal(-open, now.orphanedBalance(), "orphaned balance", now);
        for (Seat seat : stage.allSeats) {
            equal(Hold.State.FREE, seat.hold.state(), "state of " + seat, now);
            long expected = seat.place.mustRefuse() ? 0 : balances.getOrDefault(seat.place.context(), 0L);
            equal(expected, seat.place.context().balance(), "balance of " + seat, now);
        }
        if (!stage.isClosing()) {
            stage.lock.global().lock();
            try (WriteSection section = stage.lock.tryLockWrite("compare")) {
                Ledger.require(section != null, "nobody is inside and a try failed: ", now);
                equal(0L, section.readersAtStart(), "readers at the start", now);
            } finally {
                stage.lock.global().unlock();
            }
        }
    }

    static void equal(Object wanted, Object found, String what, Object where) {
        if (wanted == null ? found != null : !wanted.equals(found)) {
            throw new AssertionError(what + ": wanted " + wanted + ", found " + found + ", in " + where);
        }
    }
}
