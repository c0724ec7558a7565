// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.internal.GraphLockFactoryComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a change in every case: somebody may be waiting for its end. */
@Timeout(60)
class ChangeLaneTest {

    private final GraphLock lock = new GraphLockFactoryComponent().open("test");
    private final Graph graph = new Graph(lock, lock.openContext("test", ContextKind.SHARED));
    private final History history = new History();
    private final ExecutorService control = Executors.newSingleThreadExecutor();
    private final ExecutorService workers = Executors.newFixedThreadPool(1);
    private final EventBus events = new EventBus(control, line -> { });
    private final ChangeLane lane = new ChangeLane(graph, history, events, control, workers);
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void end() {
        go.countDown();
        control.shutdownNow();
        workers.shutdownNow();
    }

    private static Change<String> named(String what) {
        return new Change<>(what, List::of, scope -> what);
    }

    private Change<Void> blocking() {
        return new Change<>("blocks", List::of, scope -> {
            awaitGo();
            return null;
        });
    }

    private void awaitGo() {
        boolean interrupted = true;
        while (interrupted) {
            try {
                go.await();
                interrupted = false;
            } catch (InterruptedException e) {
                // The change hangs, whatever happens.
                continue;
            }
        }
    }

    private static Throwable failure(Change<?> change) {
        ExecutionException failed = assertThrows(
                ExecutionException.class, () -> change.done().get(20, TimeUnit.SECONDS));
        return failed.getCause();
    }

    @Test
    void aChangeWhoseClaimsFailIsTheOnlyOneThatFails() throws Exception {
        Change<String> broken = lane.submit(new Change<>(
                "broken",
                () -> {
                    throw new IllegalStateException("no claims");
                },
                scope -> "never"));
        assertEquals("no claims", failure(broken).getMessage());
        assertEquals("next", lane.run(named("next")));
    }

    @Test
    void whatWaitsAndWhatHangsIsToldOfTheEnd() {
        Change<Void> hangs = lane.submit(blocking());
        Change<String> waits = lane.submit(named("waits for a thread"));
        control.shutdownNow();
        workers.shutdownNow();
        lane.close();
        for (Change<?> change : List.of(hangs, waits, lane.submit(named("comes too late")))) {
            assertEquals(BlockError.SHUTDOWN, ((BlockException) failure(change)).error());
        }
    }

    @Test
    void onlyWhatSomebodyAsksForIsBounded() throws Exception {
        lane.submit(blocking());
        for (int i = 1; i < ChangeLane.MAX_CHANGES; i++) {
            lane.submit(named("filler"));
        }
        BlockException busy = assertThrows(BlockException.class, () -> lane.run(named("asked for")));
        assertEquals(BlockError.BUSY, busy.error());
        assertTrue(busy.getMessage().contains("asked for"), busy.getMessage());
        Change<String> needed = lane.submit(named("needed"));
        go.countDown();
        assertEquals("needed", needed.done().get(20, TimeUnit.SECONDS));
        assertEquals("asked for", lane.run(named("asked for")));
    }
}
