// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.BlkEvent;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.core.io.StatusWalk;
import org.blockgraph.core.perm.Access;

/**
 * An edge from a node to its child. The child never changes under a reader: {@link #node} is written under
 * the write lock and read under a read hold, under the global lock, or by the change that has claimed the
 * parent. The same holds for what the edge uses and shares.
 */
public final class Edge implements Child {

    /** Behind all others, as a place among a node's parents. */
    public static final int LAST = -1;

    private final Node parent;
    private final String name;
    private final Set<ChildRole> roles;
    private Node node;
    private Access access = Access.NONE;

    /** What needs the edge to stay as it is, each with a reason; guarded by the global lock. */
    private final List<String> frozen = new ArrayList<>();

    /** Makes an edge; {@link Node#attach} puts it in place. */
    public Edge(Node parent, String name, Set<ChildRole> roles, Node node) {
        this.parent = parent;
        this.name = name;
        this.roles = Set.copyOf(roles);
        this.node = node;
    }

    /** Makes an edge of the core's own, by which a change does I/O on a node; it is in no graph. */
    public static Edge ofCore(Node node) {
        return new Edge(null, "core", Set.of(), node);
    }

    public Node parent() {
        return parent;
    }

    public Node node() {
        return node;
    }

    /**
     * Leads to another node from now on; by the writer.
     *
     * @param place where among the parents of that node, or {@link #LAST}
     * @return where it was among the parents of the node before
     */
    public int moveTo(Node to, int place) {
        int before = node.detachParent(this);
        node = to;
        to.attachParent(this, place);
        return before;
    }

    /** Returns what is used and shared by way of this edge. */
    public Access access() {
        return access;
    }

    /** Says what is used and shared by way of this edge; by the writer. */
    public void grant(Access granted) {
        access = granted;
    }

    /** Keeps the edge from being moved until {@link #thaw} with the same reason; global lock held. */
    public void freeze(String why) {
        frozen.add(why);
    }

    /** Ends one freeze; global lock held. */
    public void thaw(String why) {
        boolean was = frozen.remove(why);
        assert was : name + " was not frozen for " + why;
    }

    /** Refuses to be moved while something needs it as it is; global lock held. */
    public void requireNotFrozen() throws BlockException {
        if (!frozen.isEmpty()) {
            throw new BlockException(
                    BlockError.BUSY,
                    parent.name(),
                    "the edge from " + parent.name() + " by " + name + " to " + node.name() + " is kept by "
                            + frozen.getFirst() + "; wait for its end, or cancel it");
        }
    }

    public Set<ChildRole> roles() {
        return roles;
    }

    /** Returns the roles in lower case, in order, separated by commas. */
    public String rolesText() {
        return new TreeSet<>(roles).stream()
                .map(role -> role.name().toLowerCase(java.util.Locale.ROOT))
                .collect(Collectors.joining(","));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String nodeName() {
        return node.name();
    }

    @Override
    public String fileName() {
        Node at = node;
        while (at != null) {
            Path path = at.files().firstPath();
            if (path != null) {
                return path.toString();
            }
            at = mainChild(at);
        }
        return node.name();
    }

    private static Node mainChild(Node parent) {
        for (Edge edge : parent.children()) {
            if (edge.roles.contains(ChildRole.PRIMARY) || edge.roles.contains(ChildRole.FILTERED)) {
                return edge.node;
            }
        }
        return null;
    }

    @Override
    public long length() {
        return node.length();
    }

    @Override
    public boolean readOnly() {
        return node.readOnly();
    }

    @Override
    public Limits limits() {
        return node.servedBy().limits();
    }

    @Override
    public int read(BlockRequest request, long offset, MemorySegment target, int flags)
            throws BlockException {
        RequestToken token = enter(request);
        try {
            return node.pipe().read(token, offset, target, flags);
        } finally {
            leave(token);
        }
    }

    @Override
    public int write(BlockRequest request, long offset, MemorySegment source, int flags)
            throws BlockException {
        RequestToken token = enter(request);
        try {
            return node.write(token, offset, source, flags);
        } finally {
            leave(token);
        }
    }

    @Override
    public int writeZeroes(BlockRequest request, long offset, long length, int flags) throws BlockException {
        RequestToken token = enter(request);
        try {
            return node.writeZeroes(token, offset, length, flags);
        } finally {
            leave(token);
        }
    }

    @Override
    public int discard(BlockRequest request, long offset, long length, int flags) throws BlockException {
        RequestToken token = enter(request);
        try {
            return node.pipe().discard(token, offset, length, flags);
        } finally {
            leave(token);
        }
    }

    @Override
    public int flush(BlockRequest request, int flags) throws BlockException {
        RequestToken token = enter(request);
        try {
            return node.pipe().flush(token, flags);
        } finally {
            leave(token);
        }
    }

    @Override
    public int blockStatus(BlockRequest request, long offset, long length, BlockStatus status, int flags)
            throws BlockException {
        RequestToken token = enter(request);
        try {
            return new StatusWalk(token, flags).status(new NodeView(node), offset, length, status);
        } finally {
            leave(token);
        }
    }

    @Override
    public void truncate(BlockRequest request, long length) throws BlockException {
        RequestToken token = enter(request);
        try {
            node.pipe().truncate(token, length);
        } finally {
            leave(token);
        }
    }

    @Override
    public void event(BlockRequest request, BlkEvent event) throws BlockException {
        RequestToken token = enter(request);
        try {
            node.pipe().event(token, event);
        } finally {
            leave(token);
        }
    }

    /** Gives a command to the driver below; null where the node is not served now. */
    public String command(BlockRequest request, List<String> words) throws BlockException {
        RequestToken token = enter(request);
        try {
            return node.pipe().served() ? node.pipe().command(token, words) : null;
        } finally {
            leave(token);
        }
    }

    /**
     * A request that was given up reaches no child; one of the core's own takes its hold here, and keeps the
     * files open until it has left again. For one of a device, whoever gives it up sees to that.
     */
    private RequestToken enter(BlockRequest request) throws BlockException {
        if (!(request instanceof RequestToken token)) {
            throw new BlockException(
                    BlockError.DRIVER_FAULT,
                    node.name(),
                    node.name() + ": a driver above passed on a foreign request");
        }
        requireNotGivenUp(token);
        if (token.holdsPerCall()) {
            token.hold().lockRead();
            boolean entered = false;
            try {
                // Whoever gives it up says so and then looks at the hold; here it is the other way round.
                VarHandle.fullFence();
                requireNotGivenUp(token);
                token.enter(node.files());
                entered = true;
            } finally {
                if (!entered) {
                    token.hold().unlockRead();
                }
            }
        }
        return token;
    }

    private void requireNotGivenUp(RequestToken token) throws BlockException {
        if (token.abandoned()) {
            throw new BlockException(
                    BlockError.ABANDONED,
                    node.name(),
                    node.name() + ": the request was given up because it hung");
        }
    }

    private static void leave(RequestToken token) {
        if (token.holdsPerCall()) {
            token.hold().unlockRead();
            token.leave();
        }
    }
}
