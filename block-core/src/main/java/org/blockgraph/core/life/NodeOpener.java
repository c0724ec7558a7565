// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.core.driver.Guess;
import org.blockgraph.core.edit.Transaction;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Node.ServedBy;
import org.blockgraph.core.graph.ProbeGuard;
import org.blockgraph.core.options.OptionMap;

/**
 * Opens a node and those below it that do not exist yet. Until the tree is committed nobody else sees the
 * new nodes; {@link #undo} closes them again. Used by one change, on the threads of the drivers that it
 * calls, one at a time.
 */
public final class NodeOpener {

    /** The key under which a child's reference to an existing node is passed on. */
    static final String REFERENCE = "=";

    /** The most nodes on the way from a device to the bottom: more is a loop of backing files. */
    static final int MAX_DEPTH = 200;

    private static final String FILE = "file";
    private static final String FILENAME = "filename";

    private final Core core;
    private final NodeFactory factory;
    private final InstanceStarter starter;
    private final Map<String, Node> existing;
    private final DriverEntry preferred;
    private final long deadlineNanos;
    private final List<Node> opened = new ArrayList<>();
    private final BackingChain chain = new BackingChain();
    private int depth;

    /** Whether nobody waits for it any more; guarded by the monitor, as {@link #opened} is until then. */
    private boolean undone;

    /**
     * Prepares.
     *
     * @param existing nodes of the graph that options may refer to, all claimed by the change
     */
    public NodeOpener(Core core, Map<String, Node> existing) {
        this(core, existing, null);
    }

    /**
     * Prepares, with one registration preferred whatever the versions.
     *
     * @param preferred for nodes of its format; null for none
     */
    NodeOpener(Core core, Map<String, Node> existing, DriverEntry preferred) {
        this.core = core;
        this.preferred = preferred;
        this.factory = new NodeFactory(core);
        this.starter = new InstanceStarter(core);
        this.existing = existing;
        this.deadlineNanos = core.patience().callDeadline();
    }

    /** Returns the new nodes, children before parents. */
    public List<Node> opened() {
        return opened;
    }

    /** Opens a tree. */
    public Node open(String name, Map<String, String> given, boolean readOnlyUnlessSaid)
            throws BlockException {
        if (++depth > MAX_DEPTH) {
            throw new BlockException(
                    BlockError.INVALID,
                    name,
                    "more than " + MAX_DEPTH + " nodes below each other; merge some of the images");
        }
        try {
            return openOne(name, given, readOnlyUnlessSaid);
        } finally {
            depth--;
        }
    }

    private Node openOne(String name, Map<String, String> given, boolean readOnlyUnlessSaid)
            throws BlockException {
        OptionMap options = new OptionMap(name, new Shorthand(core.registry()).expand(given));
        boolean readOnly = options.flag("read-only", readOnlyUnlessSaid);
        String nodeName = options.text("node-name") == null ? name : options.text("node-name");
        Map<String, Node> ready = new HashMap<>();
        String format = options.text("driver");
        boolean probed = format == null;
        ProbeGuard guard = null;
        if (probed) {
            Node file = file(nodeName, options, readOnly);
            ready.put(FILE, file);
            Guess guess = factory.probe(file);
            format = guess.format();
            // Also for one that is read-only: a reopen may let it be written to.
            guard = guess.isRecognised() ? null : guard(nodeName, format);
        }
        boolean prefer = preferred != null && preferred.format().equals(format);
        DriverEntry entry = prefer ? preferred : core.registry().require(format);
        Node node = factory.create(
                new Node.Birth(nodeName, format, entry.identity().kind(), options.all(), readOnly, probed),
                guard);
        boolean done = false;
        try {
            ServedBy served = starter.start(
                    node,
                    entry,
                    (parent, child, roles, wanted) -> child(ready, parent, child, roles, wanted),
                    deadlineNanos);
            factory.serve(node, served);
            keep(node);
            done = true;
            return node;
        } finally {
            if (!done) {
                factory.discard(node);
            }
        }
    }

    /** A driver that was given up may open a child late, when nothing is left that would use it. */
    private synchronized void keep(Node node) throws BlockException {
        requireWanted();
        opened.add(node);
    }

    private void requireWanted() throws BlockException {
        if (undone) {
            throw new BlockException(BlockError.CANCELLED, "the open was given up");
        }
    }

    private ProbeGuard guard(String nodeName, String format) {
        return new ProbeGuard(
                nodeName, format, head -> core.registry().probe(head).format());
    }

    /** Opens, or refers to, the child whose content decides about the format. */
    private Node file(String parent, OptionMap options, boolean readOnly) throws BlockException {
        String reference = options.text(FILE);
        if (reference != null) {
            return existing(parent, FILE, reference);
        }
        Map<String, String> wanted = options.ofChild(FILE);
        if (wanted.isEmpty()) {
            throw new BlockException(
                    BlockError.INVALID,
                    parent,
                    parent + ": neither a driver nor a file is given; give filename=PATH");
        }
        return open(parent + "." + FILE, wanted, readOnly);
    }

    private Node child(
            Map<String, Node> ready,
            Node parent,
            String name,
            Set<ChildRole> roles,
            Map<String, String> wanted)
            throws BlockException {
        Node prepared = ready.remove(name);
        if (prepared != null) {
            return prepared;
        }
        if (wanted.isEmpty()) {
            return null;
        }
        String reference = wanted.get(REFERENCE);
        if (reference != null) {
            return existing(parent.name(), name, reference);
        }
        Map<String, String> described = besideParent(parent, wanted);
        String childName = parent.name() + "." + name;
        return roles.contains(ChildRole.COW)
                ? backing(parent, childName, described)
                : open(childName, described, parent.readOnly());
    }

    private Node backing(Node parent, String name, Map<String, String> described) throws BlockException {
        String filename = described.getOrDefault(FILENAME, described.get(FILE + "." + FILENAME));
        chain.enter(name, fileOf(parent), filename == null ? null : path(name, filename));
        try {
            return open(name, described, true);
        } catch (BlockException e) {
            throw chain.told(e);
        } finally {
            chain.leave();
        }
    }

    /** A relative file name, as headers hold them, is meant from the folder of the file that names it. */
    private static Map<String, String> besideParent(Node parent, Map<String, String> wanted)
            throws BlockException {
        String filename = wanted.get(FILENAME);
        Path file = fileOf(parent);
        if (filename == null || file == null || !Shorthand.protocol(filename).equals(FILE)) {
            return wanted;
        }
        Map<String, String> resolved = new HashMap<>(wanted);
        resolved.put(FILENAME, file.resolveSibling(path(parent.name(), filename)).toString());
        return resolved;
    }

    private static Path path(String node, String filename) throws BlockException {
        try {
            return Path.of(filename);
        } catch (InvalidPathException e) {
            throw new BlockException(
                    BlockError.INVALID, node, node + ": no file can have the name '" + filename + "'");
        }
    }

    /** The file that an image is in; null where it is in none. */
    private static Path fileOf(Node image) {
        for (Edge edge : image.children()) {
            Path path = edge.node().files().firstPath();
            if (path != null && edge.roles().contains(ChildRole.PRIMARY)) {
                return path.toAbsolutePath();
            }
        }
        return null;
    }

    private Node existing(String parent, String child, String reference) throws BlockException {
        Node node = existing.get(reference);
        if (node == null) {
            throw new BlockException(
                    BlockError.NOT_FOUND,
                    parent,
                    parent + ": no node '" + reference + "' for the child '" + child + "'");
        }
        if (node.state() != NodeInfo.State.OPEN) {
            throw new BlockException(
                    BlockError.BUSY,
                    reference,
                    reference + ": the node is " + node.state() + "; see block:why " + reference);
        }
        return node;
    }

    /** Whoever commits looks again: drivers may have gone, and the end may have begun, in the meantime. */
    public void requireStillGood() throws BlockException {
        core.graph().requireOpen();
        for (Node node : opened) {
            if (!node.servedBy().driver().isActive()) {
                throw new BlockException(
                        BlockError.NO_DRIVER,
                        node.name(),
                        node.name() + ": its driver " + node.servedBy().driver()
                                + " left during the open; try again");
            }
            for (Edge edge : node.children()) {
                if (edge.node().state() != NodeInfo.State.OPEN) {
                    throw new BlockException(
                            BlockError.BUSY,
                            edge.nodeName(),
                            edge.nodeName() + ": went out of service; try again");
                }
            }
        }
    }

    /** Puts what was opened into the graph, children first; it is then no longer this opener's to undo. */
    public void enter(Transaction transaction) {
        opened.forEach(transaction::add);
        List<String> names = opened.stream().map(Node::name).toList();
        List<Node> entered = List.copyOf(opened);
        transaction.atCommit(() -> {
            core.graph().unreserve(names, false);
            // What stands on a drained node is drained: its driver begins no task of its own.
            entered.forEach(core.graph()::settleTasks);
        });
    }

    /** Closes what was opened, parents first; nothing is opened any more. */
    public void undo() {
        List<Node> ending;
        synchronized (this) {
            undone = true;
            ending = List.copyOf(opened);
            opened.clear();
        }
        ending.reversed().forEach(factory::discard);
    }

    /** Tells whether a driver is of the kind that stands on nothing. */
    public static boolean isProtocol(DriverEntry entry) {
        return entry != null && entry.identity().kind() == DriverKind.PROTOCOL;
    }
}
