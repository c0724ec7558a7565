// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.GraphEditor;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.info.PermissionInfo;

/** Lists in its graph what was asked, and changes nothing. */
final class FakeEditor implements GraphEditor {

    private final FakeGraph graph;
    private long threshold;

    FakeEditor(FakeGraph graph) {
        this.graph = graph;
    }

    @Override
    public NodeInfo add(String name, Map<String, String> options) throws BlockException {
        graph.asked.add("add " + name + ' ' + new TreeMap<>(options));
        return graph.node("d0");
    }

    @Override
    public void delete(String node) throws BlockException {
        graph.node(node);
        graph.asked.add("delete " + node);
    }

    @Override
    public NodeInfo insert(String node, String parent, Map<String, String> options) throws BlockException {
        graph.node(node);
        graph.asked.add("insert " + node + ' ' + parent + ' ' + new TreeMap<>(options));
        return graph.node(node);
    }

    @Override
    public void remove(String node) throws BlockException {
        graph.node(node);
        graph.asked.add("remove " + node);
    }

    @Override
    public void replace(String node, String parent, String by) throws BlockException {
        graph.node(node);
        graph.node(by);
        graph.asked.add("replace " + node + ' ' + parent + ' ' + by);
    }

    @Override
    public NodeInfo reopen(String node, Map<String, String> options) throws BlockException {
        return reopen(Map.of(node, options)).getFirst();
    }

    @Override
    public List<NodeInfo> reopen(Map<String, Map<String, String>> nodes) throws BlockException {
        List<NodeInfo> infos = new ArrayList<>();
        for (Map.Entry<String, Map<String, String>> each : nodes.entrySet()) {
            graph.asked.add("reopen " + each.getKey() + ' ' + new TreeMap<>(each.getValue()));
            infos.add(graph.node(each.getKey()));
        }
        return infos;
    }

    @Override
    public NodeInfo snapshot(String node, String filename, String format, Map<String, String> options)
            throws BlockException {
        graph.asked.add("snapshot " + node + ' ' + filename + ' ' + format + ' ' + new TreeMap<>(options));
        return graph.node(node);
    }

    @Override
    public NodeInfo resize(String node, long length) throws BlockException {
        graph.asked.add("resize " + node + ' ' + length);
        return graph.node(node);
    }

    @Override
    public void writeThreshold(String node, long offset) {
        threshold = offset;
    }

    @Override
    public long writeThreshold(String node) throws BlockException {
        graph.node(node);
        return threshold;
    }

    @Override
    public List<PermissionInfo> permissions() {
        return List.of(
                new PermissionInfo("d0", "d0", "", "", "consistent-read,write", "consistent-read"),
                new PermissionInfo("d0.file", "d0", "file", "data,primary", "write,resize", ""));
    }
}
