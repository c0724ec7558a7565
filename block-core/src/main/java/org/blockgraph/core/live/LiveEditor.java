// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.GraphEditor;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.info.PermissionInfo;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.life.Core;
import org.blockgraph.core.perm.Access;
import org.blockgraph.core.perm.Permission;

/** Changes below open devices, each of them one change of the lane. Stateless; any thread outside I/O. */
public final class LiveEditor implements GraphEditor {

    /** Describes a node, for what an operation returns. */
    @FunctionalInterface
    public interface Describing {
        /** Describes it, by what its driver says now or said when it opened it just now. */
        NodeInfo node(String name, boolean justOpened) throws BlockException;
    }

    private final Core core;
    private final Lookup lookup;
    private final Describing describing;

    /** An editor of the core's graph. */
    public LiveEditor(Core core, Describing describing) {
        this.core = core;
        this.lookup = new Lookup(core.graph());
        this.describing = describing;
    }

    private NodeInfo opened(String node) throws BlockException {
        return describing.node(node, true);
    }

    private <T> T run(Change<T> change) throws BlockException {
        return core.lane().run(change);
    }

    @Override
    public NodeInfo add(String name, Map<String, String> options) throws BlockException {
        return opened(run(new Adding(core, name, options).change()));
    }

    @Override
    public void delete(String node) throws BlockException {
        run(new Removal(core, lookup.node(node)).deletion());
    }

    @Override
    public NodeInfo insert(String node, String parent, Map<String, String> options) throws BlockException {
        return opened(run(new Insertion(core, lookup.node(node), parent, options).change()));
    }

    @Override
    public void remove(String node) throws BlockException {
        run(new Removal(core, lookup.node(node)).change());
    }

    @Override
    public void replace(String node, String parent, String by) throws BlockException {
        run(new Replacement(core, lookup.node(node), parent, lookup.node(by)).change());
    }

    @Override
    public NodeInfo reopen(String node, Map<String, String> options) throws BlockException {
        return reopen(Map.of(node, options)).getFirst();
    }

    @Override
    public List<NodeInfo> reopen(Map<String, Map<String, String>> nodes) throws BlockException {
        run(new Reopening(core, nodes).change());
        List<NodeInfo> infos = new ArrayList<>();
        for (String node : nodes.keySet()) {
            infos.add(describing.node(node, false));
        }
        return infos;
    }

    @Override
    public NodeInfo snapshot(String node, String filename, String format, Map<String, String> options)
            throws BlockException {
        Device device = device(node);
        Node below = device == null ? lookup.node(node) : core.graph().decide(device::root);
        return opened(run(new Snapshot(core, device, below, filename, format, options).change()));
    }

    @Override
    public NodeInfo resize(String node, long length) throws BlockException {
        Device device = device(node);
        if (device != null) {
            resize(device, length);
            return describing.node(core.graph().decide(device::root).name(), false);
        }
        Node named = lookup.node(node);
        Device user = core.graph().decide(() -> Resizing.onlyUser(named));
        run(new Resizing(core, named, user, length).change());
        return describing.node(node, false);
    }

    private Device device(String name) {
        return core.graph().decide(() -> core.graph().device(name));
    }

    /** Changes the size of whatever a device stands on. */
    public void resize(Device device, long length) throws BlockException {
        run(new Resizing(core, null, device, length).change());
    }

    @Override
    public void writeThreshold(String node, long offset) throws BlockException {
        if (offset < 0) {
            throw new BlockException(
                    BlockError.INVALID, node, node + ": " + offset + " is no threshold; 0 is for none");
        }
        lookup.node(node).pipe().threshold().set(offset);
    }

    @Override
    public long writeThreshold(String node) throws BlockException {
        return lookup.node(node).pipe().threshold().get();
    }

    @Override
    public List<PermissionInfo> permissions() {
        return core.graph().decide(() -> {
            List<PermissionInfo> found = new ArrayList<>();
            for (Node node : core.graph().nodes()) {
                for (Edge edge : node.parents()) {
                    String parent = edge.parent().name();
                    found.add(info(node, parent, edge.name(), edge.rolesText(), edge.access()));
                }
                for (Device device : node.devices()) {
                    found.add(info(node, device.name(), "", "", device.access()));
                }
            }
            return found;
        });
    }

    private static PermissionInfo info(Node node, String parent, String child, String roles, Access access) {
        return new PermissionInfo(
                node.name(),
                parent,
                child,
                roles,
                Permission.text(access.uses()),
                Permission.text(access.shares()));
    }
}
