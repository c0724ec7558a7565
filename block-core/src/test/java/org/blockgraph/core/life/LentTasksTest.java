// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.NodeServices;
import org.blockgraph.core.file.FileStore;
import org.blockgraph.core.file.NodeFiles;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.internal.GraphLockFactoryComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that a driver was lent threads for, alone: held, released, cancelled, ended, and too many. */
@Timeout(60)
class LentTasksTest {

    private final GraphLock lock = new GraphLockFactoryComponent().open("test");
    private final Graph graph = new Graph(lock, lock.openContext("test", ContextKind.SHARED));
    private final CoreThreads threads = new CoreThreads();
    private final Queue<String> ran = new ConcurrentLinkedQueue<>();
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final NodeFiles files = new NodeFiles("n", new FileStore(), () -> { });
    private final LentTasks tasks = new LentTasks("n", files, graph, threads, new LentTasks.Voice() {
        @Override
        public void report(String sentence) {
            said.add(sentence);
        }

        @Override
        public void corrupted(String sentence) {
            said.add(sentence);
        }
    });

    @AfterEach
    void end() {
        threads.close();
    }

    private void awaitRan(String... names) {
        CoreFixture.await(List.of(names) + " to run", () -> List.copyOf(ran).equals(List.of(names)));
    }

    private void awaitTimersFired() {
        CoreFixture.await("the timers", () -> threads.timer().getQueue().isEmpty()
                && threads.timer().getActiveCount() == 0);
    }

    @Test
    void whatIsCancelledWhileItWaitsForTheDrainDoesNotRun() throws Exception {
        assertTrue(tasks.hold(System.nanoTime()));
        NodeServices.Scheduled first = tasks.schedule(Duration.ZERO, token -> ran.add("first"));
        tasks.schedule(Duration.ZERO, token -> ran.add("second"));
        awaitTimersFired();
        assertTrue(ran.isEmpty(), "a task ran while they were held");
        first.cancel();
        tasks.release();
        awaitRan("second");
    }

    @Test
    void nothingRunsAfterTheEnd() throws Exception {
        tasks.endWaits();
        tasks.execute(token -> ran.add("queued"));
        tasks.schedule(Duration.ofHours(1), token -> ran.add("much later"));
        assertTrue(tasks.end(System.nanoTime()));
        tasks.release();
        BlockException ended =
                assertThrows(BlockException.class, () -> tasks.execute(token -> ran.add("late")));
        assertEquals(BlockError.CANCELLED, ended.error());
        assertTrue(threads.timer().getQueue().isEmpty(), "a timer is still set");
        assertTrue(ran.isEmpty(), ran::toString);
    }

    @Test
    void aDrainWaitsForWhatRunsAndTellsWhenThatDoesNotEnd() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        tasks.execute(token -> {
            awaitQuietly(go);
            ran.add("slow");
        });
        assertTrue(!tasks.hold(System.nanoTime() + 10_000_000), "the task has not returned");
        go.countDown();
        assertTrue(tasks.hold(System.nanoTime() + 20_000_000_000L));
        awaitRan("slow");
    }

    @Test
    void oneTaskTooManyIsRefused() throws Exception {
        tasks.endWaits();
        for (int i = 0; i < NodeServices.MAX_TASKS; i++) {
            tasks.execute(token -> { });
        }
        BlockException busy = assertThrows(BlockException.class, () -> tasks.execute(token -> { }));
        assertEquals(BlockError.BUSY, busy.error());
        tasks.release();
        CoreFixture.await("room for another", () -> {
            try {
                tasks.execute(token -> { });
                return true;
            } catch (BlockException e) {
                return false;
            }
        });
    }

    @Test
    void aTaskThatFailsIsReported() throws Exception {
        tasks.execute(token -> {
            throw new IllegalStateException("no luck");
        });
        CoreFixture.await("the report", () -> said.stream().anyMatch(each -> each.contains("no luck")));
        tasks.execute(token -> ran.add("next"));
        awaitRan("next");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
