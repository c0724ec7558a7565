// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockEventListener;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.DrainHandle;
import org.blockgraph.api.GraphEditor;
import org.blockgraph.api.Limits;
import org.blockgraph.api.info.CheckInfo;
import org.blockgraph.api.info.DriverInfo;
import org.blockgraph.api.info.GraphInfo;
import org.blockgraph.api.info.HistoryEntry;
import org.blockgraph.api.info.LockInfo;
import org.blockgraph.api.info.MapExtent;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.info.WhyInfo;
import org.blockgraph.core.change.ChangeLane;
import org.blockgraph.core.change.EventBus;
import org.blockgraph.core.change.History;
import org.blockgraph.core.driver.DriverCalls;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.core.driver.DriverRegistry;
import org.blockgraph.core.file.FileStore;
import org.blockgraph.core.graph.BlockingPool;
import org.blockgraph.core.graph.ChainMap;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.DeviceSurroundings;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.io.BounceMemory;
import org.blockgraph.core.live.LiveEditor;
import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.GraphLockFactory;

/** The block core, wired: the same on a plain class path and in a framework. */
public final class BlockCore implements BlockGraph, AutoCloseable {

    private final Core core;
    private final GraphLock lock;
    private final History history = new History();
    private final Shutdown shutdown;
    private final DriverLife drivers;
    private final DeviceSurroundings around;
    private final Describer describer;
    private final LiveEditor editor;
    private final WhyTeller why;

    /**
     * Wires and starts a core with no driver and no node.
     *
     * @param driverAdvice says how to get the driver of a format; called with no lock held
     * @param log takes one line at a time; any thread
     */
    public BlockCore(
            GraphLockFactory locks,
            Patience patience,
            UnaryOperator<String> driverAdvice,
            Consumer<String> log) {
        lock = locks.open("block graph");
        Graph graph = new Graph(lock, lock.openContext("core", ContextKind.SHARED));
        CoreThreads threads = new CoreThreads();
        EventBus events = new EventBus(threads.events(), log);
        core = new Core(
                graph,
                new ChangeLane(graph, history, events, threads.control(), threads.changes()),
                events,
                new DriverRegistry(),
                new DriverCalls(threads.calls()),
                threads,
                new FileStore(),
                new BounceMemory(),
                patience,
                log);
        lock.addQuiesceHook(graph);
        shutdown = new Shutdown(core);
        drivers = new DriverLife(core, shutdown);
        describer = new Describer(core);
        editor = new LiveEditor(core, describer::node);
        around = new DeviceSurroundings(
                lock, new BlockingPool(threads.blocking()), drivers::requestReturned, editor::resize,
                this::announce);
        why = new WhyTeller(core, driverAdvice);
    }

    /** Returns what hears of drivers that come and go. */
    public DriverLife driverLife() {
        return drivers;
    }

    /** Returns the registrations that are here. */
    public DriverRegistry registry() {
        return core.registry();
    }

    /** Returns what moves nodes between versions of a driver. */
    public DriverSwap driverSwap() {
        return new DriverSwap(core);
    }

    /** Returns a self-test of a driver. */
    public ScratchTest scratchTest(DriverEntry entry) {
        return new ScratchTest(core, entry);
    }

    /** Refuses a caller that is inside an I/O operation. */
    public void requireOutside() throws BlockException {
        core.graph().requireOutside();
    }

    /** Posts an event. */
    public void post(BlockEvent.Kind kind, String subject, String detail) {
        core.events().post(kind, subject, detail);
    }

    /** Writes a line to the log. */
    public void note(String line) {
        core.log().accept(line);
    }

    /** Adds a listener. */
    public void addListener(BlockEventListener listener) {
        core.events().add(listener);
    }

    /** Removes a listener. */
    public void removeListener(BlockEventListener listener) {
        core.events().remove(listener);
    }

    @Override
    public BlockDevice open(String name, Map<String, String> options) throws BlockException {
        return core.lane().run(new DeviceOpening(core, around, name, options).change());
    }

    @Override
    public void close(String name) throws BlockException {
        close(name, false);
    }

    @Override
    public void close(String name, boolean force) throws BlockException {
        core.graph().requireOutside();
        core.lane().run(new DeviceClosing(core, (Device) device(name), force).change());
    }

    @Override
    public BlockDevice device(String name) throws BlockException {
        Device device = describer.device(name);
        if (device == null) {
            throw new BlockException(
                    BlockError.NOT_FOUND,
                    name,
                    name + ": no such device; block:graph lists those that are open");
        }
        return device;
    }

    @Override
    public List<BlockDevice> devices() {
        return List.copyOf(describer.devices());
    }

    @Override
    public long create(String format, String filename, long size, Map<String, String> options)
            throws BlockException {
        core.graph().requireOutside();
        core.graph().requireOpen();
        return new ImageCreation(core).create(format, filename, size, options);
    }

    @Override
    public CheckInfo check(String name) throws BlockException {
        return new Checking(core).check(require(name));
    }

    @Override
    public String command(String name, List<String> words) throws BlockException {
        return new Commanding(core).command(require(name), words);
    }

    @Override
    public List<NodeInfo> revive(String name) throws BlockException {
        Node node = require(name);
        List<NodeInfo> revived = new ArrayList<>();
        for (Node each : drivers.revive(node)) {
            revived.add(describer.node(each.name()));
        }
        return revived;
    }

    @Override
    public DrainHandle drain(String name) throws BlockException {
        Node node = require(name);
        return core.lane().run(new Draining(core, name, () -> List.of(node)).change());
    }

    @Override
    public DrainHandle drainAll() throws BlockException {
        return core.lane()
                .run(new Draining(core, "everything", () -> List.copyOf(core.graph().nodes())).change());
    }

    private Node require(String name) throws BlockException {
        core.graph().requireOutside();
        return core.graph().decide(() -> core.graph().require(name));
    }

    @Override
    public void announce(BlockEvent event) {
        core.events().post(List.of(event));
    }

    @Override
    public GraphEditor editor() {
        return editor;
    }

    @Override
    public GraphInfo snapshot() {
        return describer.graph();
    }

    @Override
    public NodeInfo node(String name) throws BlockException {
        return describer.node(name);
    }

    @Override
    public Limits limits(String name) throws BlockException {
        return describer.limits(name);
    }

    @Override
    public WhyInfo why(String name) throws BlockException {
        return why.why(name);
    }

    @Override
    public List<DriverInfo> drivers() {
        return describer.drivers();
    }

    @Override
    public LockInfo lock(boolean withStacks) {
        return describer.lock(withStacks);
    }

    @Override
    public List<HistoryEntry> history() {
        return history.entries();
    }

    @Override
    public List<MapExtent> map(String name, long offset, long length, int most) throws BlockException {
        return ChainMap.of((Device) device(name), offset, length, most);
    }

    /** Closes everything in order, bounded; see Shutdown. Idempotent. */
    public void shutDown(String why) {
        shutdown.run(why);
    }

    @Override
    public void close() {
        shutDown("the block core is stopping");
        core.threads().close();
        core.lane().close();
        lock.close();
    }
}
