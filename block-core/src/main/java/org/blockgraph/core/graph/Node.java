// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.rules.GlobalState;
import org.blockgraph.api.rules.Io;
import org.blockgraph.api.rules.LockNeed;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.core.file.NodeFiles;
import org.blockgraph.core.io.NodePipe;
import org.blockgraph.core.io.Terms;

/**
 * A node of the graph: a place for one driver instance, with edges down to its children and up from its
 * parents. The node outlives its instance while it is parked or orphaned.
 *
 * <p>Edges, parents and what the pipe serves are changed under the write lock and read under a read hold or
 * the global lock. So are the options and whether it is read-only, which anybody may look at. State, reason
 * and the reasons to close gates are guarded by the global lock, and volatile so that anybody may look. The
 * instance and its driver belong to the change that has claimed the node.
 */
public final class Node {

    private final String name;
    private final String format;
    private final DriverKind kind;
    private final boolean probed;
    private final NodePipe pipe;
    private final NodeFiles files;

    /** Watches writes to the first bytes; null where the format was named or recognised. */
    private final ProbeGuard guard;

    private final Map<String, Edge> children = new LinkedHashMap<>();
    private final List<Edge> parents = new ArrayList<>();
    private final List<Device> devices = new ArrayList<>();

    private volatile Map<String, String> options;
    private volatile boolean readOnly;
    private volatile NodeInfo.State state = NodeInfo.State.OPEN;
    private volatile Outage outage;
    private volatile long lastLength;
    private volatile ServedBy servedBy;
    private volatile ServedBy fallback;

    /** Reasons for closed gates besides the state; guarded by the global lock. */
    private int gatedByChanges;

    private int drains;

    /** How many changes have ended the waits of its driver; guarded by the global lock. */
    private int quietedByChanges;

    /** Whether somebody added it by name, so that it stays when nothing uses it; global lock. */
    private boolean kept;

    /** What a node is from its birth to its end. */
    public record Birth(
            String name,
            String format,
            DriverKind kind,
            Map<String, String> options,
            boolean readOnly,
            boolean probed) {}

    /**
     * The instance that serves the node and the registration that it came from.
     *
     * @param details what the driver said of the image when it had just opened it
     */
    public record ServedBy(
            DriverEntry driver,
            DriverInstance instance,
            Limits limits,
            Map<String, String> details,
            NodeTasks tasks) {}

    /**
     * Makes a node that nobody sees yet.
     *
     * @param guard null where the format was named or recognised
     */
    public Node(Birth birth, NodePipe pipe, NodeFiles files, ProbeGuard guard) {
        this.name = birth.name();
        this.format = birth.format();
        this.kind = birth.kind();
        this.options = Map.copyOf(birth.options());
        this.readOnly = birth.readOnly();
        this.probed = birth.probed();
        this.pipe = pipe;
        this.files = files;
        this.guard = guard;
    }

    public String name() {
        return name;
    }

    public String format() {
        return format;
    }

    public DriverKind kind() {
        return kind;
    }

    public Map<String, String> options() {
        return options;
    }

    public boolean readOnly() {
        return readOnly;
    }

    /** Says whether it is written to, and with which options it is opened from now on; by the writer. */
    @GlobalState(lock = LockNeed.WRITE)
    public void reopenAs(boolean nowReadOnly, Map<String, String> nowOptions) {
        readOnly = nowReadOnly;
        options = Map.copyOf(nowOptions);
        if (servedBy != null) {
            handTo(servedBy);
        }
    }

    public boolean probed() {
        return probed;
    }

    public NodePipe pipe() {
        return pipe;
    }

    /** Writes through the pipe, watched where the format was only guessed; under a read hold. */
    @Io(lock = LockNeed.READ)
    int write(RequestToken token, long offset, MemorySegment source, int flags) throws BlockException {
        return guard != null && guard.covers(offset)
                ? guard.write(this, token, offset, source.byteSize(), source, flags)
                : pipe.write(token, offset, source, flags);
    }

    /** Writes zeroes through the pipe, watched where the format was only guessed; under a read hold. */
    @Io(lock = LockNeed.READ)
    int writeZeroes(RequestToken token, long offset, long length, int flags) throws BlockException {
        return guard != null && guard.covers(offset)
                ? guard.write(this, token, offset, length, null, flags)
                : pipe.writeZeroes(token, offset, length, flags);
    }

    public NodeFiles files() {
        return files;
    }

    public NodeInfo.State state() {
        return state;
    }

    /** Returns why the node is not OPEN, or null. */
    public Outage outage() {
        return outage;
    }

    /** Sets the state; global lock held. */
    @UnderGlobalLock
    public void become(NodeInfo.State newState, Outage why) {
        assert (newState == NodeInfo.State.OPEN) == (why == null)
                : "an outage has a reason, and only an outage";
        state = newState;
        outage = why;
    }

    /** Returns what serves the node, or null. Read by the change that claimed the node, or for reports. */
    public ServedBy servedBy() {
        return servedBy;
    }

    /** Says what serves the node; by the change that claimed it. */
    public void serveBy(ServedBy served) {
        servedBy = served;
    }

    /** Hands requests to an instance; under the write lock, or before anybody sees the node. */
    @GlobalState(lock = LockNeed.WRITE)
    public void handTo(ServedBy served) {
        pipe.serve(served.instance(), Terms.of(served.limits(), readOnly));
    }

    /**
     * Hands requests to an instance, unless its driver has begun to leave: a departure that does not find the
     * node here would not wait for it. Under the write lock, and so the global lock.
     */
    public boolean take(ServedBy served) {
        if (!served.driver().isActive()) {
            return false;
        }
        handTo(served);
        servedBy = served;
        return true;
    }

    /** Says what a replacement may go back to, or null; its driver's departure waits for the replacement. */
    public void fallBackTo(ServedBy served) {
        fallback = served;
    }

    /** Tells whether a driver serves the node, or may have to again. */
    public boolean uses(DriverEntry entry) {
        ServedBy now = servedBy;
        ServedBy before = fallback;
        return now != null && now.driver() == entry || before != null && before.driver() == entry;
    }

    /** Returns the size now; under a read hold or by the claimant. Without an instance the last one known. */
    public long length() {
        ServedBy served = servedBy;
        if (served == null || state != NodeInfo.State.OPEN) {
            return lastLength;
        }
        long length = served.instance().length();
        if (length != lastLength) {
            lastLength = length;
        }
        return length;
    }

    /** Returns the last size seen, without asking the driver; any thread. */
    public long lastLength() {
        return lastLength;
    }

    /** Remembers the size. */
    public void rememberLength(long length) {
        lastLength = length;
    }

    /** Returns the child of that name, or null. */
    public Edge child(String childName) {
        return children.get(childName);
    }

    public Collection<Edge> children() {
        return children.values();
    }

    /** Returns the roles of each child. */
    public List<Set<ChildRole>> roles() {
        return children.values().stream().map(Edge::roles).toList();
    }

    /** Returns the edges from the nodes above. */
    public List<Edge> parents() {
        return parents;
    }

    /** Returns the devices whose root this node is. */
    public List<Device> devices() {
        return devices;
    }

    /** Puts an edge in place at its upper end; the lower end sees it by {@link #attachParent}. */
    public void attach(Edge edge) {
        assert edge.parent() == this;
        Edge before = children.putIfAbsent(edge.name(), edge);
        assert before == null : name + " has a child " + edge.name() + " already";
    }

    /**
     * Puts an edge in the place of another one, at both ends; either may be null. By the writer.
     *
     * @return puts everything back as it was; for the same writer
     */
    @GlobalState(lock = LockNeed.WRITE)
    public Runnable exchange(Edge before, Edge after) {
        List<Edge> edges = List.copyOf(children.values());
        List<Edge> now = new ArrayList<>(edges);
        int at = before == null ? now.size() : now.indexOf(before);
        int place = Edge.LAST;
        if (before != null) {
            now.remove(at);
            place = before.node().detachParent(before);
        }
        if (after != null) {
            now.add(at, after);
            after.node().attachParent(after, Edge.LAST);
        }
        lead(now);
        int back = place;
        return () -> {
            if (after != null) {
                after.node().detachParent(after);
            }
            if (before != null) {
                before.node().attachParent(before, back);
            }
            lead(edges);
        };
    }

    private void lead(List<Edge> edges) {
        children.clear();
        edges.forEach(this::attach);
    }

    /** Puts an edge in place at its lower end, at a place among the parents or {@link Edge#LAST}. */
    @GlobalState(lock = LockNeed.WRITE)
    void attachParent(Edge edge, int place) {
        assert edge.node() == this;
        parents.add(place == Edge.LAST ? parents.size() : place, edge);
    }

    /** Takes an edge away at its lower end, and returns its place. */
    @GlobalState(lock = LockNeed.WRITE)
    int detachParent(Edge edge) {
        int place = parents.indexOf(edge);
        assert place >= 0 : edge.parent().name() + " was no parent of " + name;
        parents.remove(place);
        return place;
    }

    @GlobalState(lock = LockNeed.WRITE)
    void attachDevice(Device device, int place) {
        devices.add(place == Edge.LAST ? devices.size() : place, device);
    }

    @GlobalState(lock = LockNeed.WRITE)
    int detachDevice(Device device) {
        int place = devices.indexOf(device);
        devices.remove(place);
        return place;
    }

    /** Tells whether a node or a device stands on it. */
    public boolean isUsed() {
        return !parents.isEmpty() || !devices.isEmpty();
    }

    /** Says whether it stays when nothing uses it; global lock held. */
    public void keep(boolean on) {
        kept = on;
    }

    /** Tells whether it stays when nothing uses it; global lock held. */
    public boolean isKept() {
        return kept;
    }

    /** A change closes, or opens, the gates above; global lock held. */
    @UnderGlobalLock
    public void gate(int amount) {
        gatedByChanges += amount;
        assert gatedByChanges >= 0;
    }

    /** A drain begins, or ends; global lock held. */
    @UnderGlobalLock
    public void drain(int amount) {
        drains += amount;
        assert drains >= 0;
    }

    /** A change ends, or no longer ends, what the node's driver waits for; global lock held. */
    @UnderGlobalLock
    public void quiet(int amount) {
        quietedByChanges += amount;
        assert quietedByChanges >= 0;
    }

    boolean isQuieted() {
        return quietedByChanges > 0;
    }

    boolean isGated() {
        return gatedByChanges > 0;
    }

    /** Tells whether somebody drains the node; global lock held. */
    public boolean isDrained() {
        return drains > 0;
    }
}
