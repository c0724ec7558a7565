// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeLane;
import org.blockgraph.core.change.EventBus;
import org.blockgraph.core.change.History;
import org.blockgraph.core.driver.DriverCalls;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.core.driver.DriverRegistry;
import org.blockgraph.core.file.FileStore;
import org.blockgraph.core.file.NodeFiles;
import org.blockgraph.core.graph.BlockingPool;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.DeviceBirth;
import org.blockgraph.core.graph.DeviceSurroundings;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Outage;
import org.blockgraph.core.io.BounceMemory;
import org.blockgraph.core.io.NodePipe;
import org.blockgraph.core.io.WriteThreshold;
import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.internal.GraphLockFactoryComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An arrival that has been admitted, and does not run yet, while another change takes a node out. */
@Timeout(60)
class ArrivalTest {

    private static final Map<String, String> OPTIONS = Map.of("driver", "memory", "filename", "arrival");

    private final GraphLock lock = new GraphLockFactoryComponent().open("test");
    private final Graph graph = new Graph(lock, lock.openContext("test", ContextKind.SHARED));
    private final ExecutorService control = Executors.newSingleThreadExecutor();
    private final ExecutorService worker = Executors.newFixedThreadPool(1);
    private final ExecutorService clients = Executors.newSingleThreadExecutor();
    private final CoreThreads threads = new CoreThreads();
    private final EventBus events = new EventBus(control, line -> { });
    private final ChangeLane lane = new ChangeLane(graph, new History(), events, control, worker);
    private final Core core = new Core(
            graph,
            lane,
            events,
            new DriverRegistry(),
            new DriverCalls(threads.calls()),
            threads,
            new FileStore(),
            new BounceMemory(),
            new Patience(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(5), Duration.ZERO),
            line -> { });
    private final CountDownLatch go = new CountDownLatch(1);
    private final Node node = new Node(
            new Node.Birth("n", "memory", DriverKind.PROTOCOL, OPTIONS, false, false),
            new NodePipe("n", new BounceMemory(), new WriteThreshold((at, beyond) -> { })),
            new NodeFiles("n", new FileStore(), () -> { }),
            null);

    @BeforeEach
    void occupyTheWorker() throws Exception {
        lane.run(new Change<>("add", List::of, scope -> {
            scope.write(() -> graph.add(node));
            return null;
        }));
        lane.submit(new Change<>("blocks", List::of, scope -> {
            CoreFixture.await("the word to go on", () -> go.getCount() == 0);
            return null;
        }));
    }

    @AfterEach
    void end() {
        go.countDown();
        control.shutdownNow();
        worker.shutdownNow();
        clients.shutdownNow();
        threads.close();
    }

    private Change<List<Node>> admitted(Change<List<Node>> arrival) throws Exception {
        lane.submit(arrival);
        control.submit(() -> { }).get(20, TimeUnit.SECONDS);
        return arrival;
    }

    private static DriverEntry entry(MemoryDriver driver) {
        return new DriverEntry(
                new DriverEntry.Identity(1, "memory", DriverKind.PROTOCOL, "test", "1.0.0"), driver);
    }

    private Device device() {
        return new Device(
                new DeviceBirth("d", false, Duration.ZERO),
                node,
                new DeviceSurroundings(lock, new BlockingPool(worker), each -> { }, (each, length) -> { },
                        event -> { }));
    }

    private void takeOut() {
        Outage outage = Outage.now(Outage.Cause.CHILD_OUT, BlockError.BUSY, "n is being changed", "");
        graph.decideRun(() -> node.become(NodeInfo.State.INACTIVE, outage));
    }

    @Test
    void aNodeThatGoesOutAfterTheAdmissionIsLeftAlone() throws Exception {
        Change<List<Node>> arrival = admitted(new Arrival(core).change("arrives", each -> true));
        takeOut();
        go.countDown();
        assertEquals(List.of(), arrival.done().get(20, TimeUnit.SECONDS));
        assertEquals(NodeInfo.State.INACTIVE, node.state());
    }

    /** What a request to a node that waits for its driver in vain comes to when the driver comes. */
    private Future<Integer> readWhileTheDriverComes(MemoryDriver driver) throws Exception {
        MemoryDriver.makeDisk("arrival", 1 << 20);
        Device device = device();
        Outage outage = Outage.now(
                Outage.Cause.DRIVER_GONE, BlockError.NO_DRIVER, "its driver is gone", "install it");
        graph.decideRun(() -> {
            graph.add(device);
            node.become(NodeInfo.State.ORPHANED, outage);
            graph.deriveGates();
        });
        assertThrows(BlockException.class, () -> device.read(0, ByteBuffer.allocate(1)));
        new DriverLife(core, new Shutdown(core)).arrive(entry(driver));
        Future<Integer> read = clients.submit(() -> {
            device.read(0, ByteBuffer.allocate(1));
            return 1;
        });
        CoreFixture.await("the request at the gate", () -> graph.waitingAtGates() == 1 || read.isDone());
        assertFalse(read.isDone(), "it did not wait for the driver");
        assertEquals(0, node.pipe().tracked());
        return read;
    }

    @Test
    void aRequestWaitsForADriverThatHasCome() throws Exception {
        Future<Integer> read = readWhileTheDriverComes(new MemoryDriver());
        go.countDown();
        assertEquals(1, read.get(20, TimeUnit.SECONDS));
        assertEquals(NodeInfo.State.OPEN, node.state());
    }

    @Test
    void aRequestFailsWhenTheDriverThatHasComeDoesNotHelp() throws Exception {
        MemoryDriver driver = new MemoryDriver();
        driver.failOpen = true;
        Future<Integer> read = readWhileTheDriverComes(driver);
        go.countDown();
        Exception failure = assertThrows(ExecutionException.class, () -> read.get(20, TimeUnit.SECONDS));
        assertEquals(BlockError.NO_DRIVER, ((BlockException) failure.getCause()).error());
        assertEquals(NodeInfo.State.ORPHANED, node.state());
    }

    @Test
    void aNodeThatIsBeingGivenUpComesBackWithItsRequest() throws Exception {
        MemoryDriver.makeDisk("arrival", 1 << 20);
        core.registry().add(entry(new MemoryDriver()));
        Device device = device();
        Change<List<Node>> arrival =
                admitted(new Arrival(core).changeBelow(device, "returns", each -> true));
        takeOut();
        go.countDown();
        assertEquals(List.of(node), arrival.done().get(20, TimeUnit.SECONDS));
        assertEquals(NodeInfo.State.OPEN, node.state());
    }
}
