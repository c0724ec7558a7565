// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

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
final class NodeOpener {

    /** The key under which a child's reference to an existing node is passed on. */
    static final String REFERENCE = "=";

    /** The most nodes on the way from a device to the bottom: more is a loop of backing files. */
    static final int MAX_DEPTH = 200;

    private static final String FILE = "file";

    private final Core core;
    private final NodeFactory factory;
    private final InstanceStarter starter;
    private final Map<String, Node> existing;
    private final DriverEntry preferred;
    private final long deadlineNanos;
    private final List<Node> opened = new ArrayList<>();
    private int depth;

    /**
     * Prepares.
     *
     * @param existing nodes of the graph that options may refer to, all claimed by the change
     */
    NodeOpener(Core core, Map<String, Node> existing) {
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
    List<Node> opened() {
        return opened;
    }

    /** Opens a tree. */
    Node open(String name, Map<String, String> given, boolean readOnlyUnlessSaid) throws BlockException {
        if (++depth > MAX_DEPTH) {
            throw new BlockException(
                    BlockError.INVALID,
                    name,
                    "more than " + MAX_DEPTH + " nodes below each other: is there a loop?");
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
            guard = guess.isRecognised() || readOnly ? null : guard(nodeName, format);
        }
        boolean prefer = preferred != null && preferred.format().equals(format);
        DriverEntry entry = prefer ? preferred : core.registry().require(format);
        Node node = factory.create(new Node.Birth(nodeName, format, options.all(), readOnly, probed), guard);
        boolean done = false;
        try {
            ServedBy served = starter.start(
                    node,
                    entry,
                    (parent, child, roles, wanted) -> child(ready, parent, child, roles, wanted),
                    deadlineNanos);
            factory.serve(node, served);
            opened.add(node);
            done = true;
            return node;
        } finally {
            if (!done) {
                factory.discard(node);
            }
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
        boolean readOnly = parent.readOnly() || roles.contains(ChildRole.COW);
        return open(parent.name() + "." + name, besideParent(parent, wanted), readOnly);
    }

    /** A relative file name, as headers hold them, is meant from the folder of the file that names it. */
    private static Map<String, String> besideParent(Node parent, Map<String, String> wanted) {
        String filename = wanted.get("filename");
        Path folder = folderOf(parent);
        if (filename == null || folder == null || filename.startsWith("/")) {
            return wanted;
        }
        Map<String, String> resolved = new HashMap<>(wanted);
        resolved.put("filename", folder.resolve(filename).toString());
        return resolved;
    }

    private static Path folderOf(Node parent) {
        for (Edge edge : parent.children()) {
            Path path = edge.node().files().firstPath();
            if (path != null && edge.roles().contains(ChildRole.PRIMARY)) {
                return path.toAbsolutePath().getParent();
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

    /** Closes what was opened, parents first. */
    void undo() {
        for (Node node : opened.reversed()) {
            factory.discard(node);
        }
        opened.clear();
    }

    /** Tells whether a driver is of the kind that stands on nothing. */
    static boolean isProtocol(DriverEntry entry) {
        return entry != null && entry.identity().kind() == DriverKind.PROTOCOL;
    }
}
