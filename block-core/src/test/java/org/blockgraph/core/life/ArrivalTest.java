// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockError;
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
            new NodePipe("n", new BounceMemory()),
            new NodeFiles("n", new FileStore()),
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
        threads.close();
    }

    private Change<List<Node>> admitted(Change<List<Node>> arrival) throws Exception {
        lane.submit(arrival);
        control.submit(() -> { }).get(20, TimeUnit.SECONDS);
        return arrival;
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

    @Test
    void aNodeThatIsBeingGivenUpComesBackWithItsRequest() throws Exception {
        MemoryDriver.makeDisk("arrival", 1 << 20);
        DriverEntry.Identity identity =
                new DriverEntry.Identity(1, "memory", DriverKind.PROTOCOL, "test", "1.0.0");
        core.registry().add(new DriverEntry(identity, new MemoryDriver()));
        Device device = new Device(
                new DeviceBirth("d", false, Duration.ZERO),
                node,
                new DeviceSurroundings(lock, new BlockingPool(worker), each -> { }, (each, length) -> { }));
        Change<List<Node>> arrival =
                admitted(new Arrival(core).changeBelow(device, "returns", each -> true));
        takeOut();
        go.countDown();
        assertEquals(List.of(node), arrival.done().get(20, TimeUnit.SECONDS));
        assertEquals(NodeInfo.State.OPEN, node.state());
    }
}
