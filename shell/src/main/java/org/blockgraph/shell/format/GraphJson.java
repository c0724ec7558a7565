// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.blockgraph.api.info.DeviceInfo;
import org.blockgraph.api.info.DriverInfo;
import org.blockgraph.api.info.MapExtent;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.info.StatInfo;
import org.blockgraph.shell.result.HeldDrain;
import org.blockgraph.shell.result.ShownGraph;

/** The members of what describes drivers, nodes and devices. */
final class GraphJson {

    private GraphJson() {}

    static Map<String, Object> driver(DriverInfo driver) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("driver", driver.format());
        form.put("kind", driver.kind());
        form.put("bundle", driver.bundle());
        form.put("version", driver.version());
        form.put("state", driver.state());
        form.put("nodes", driver.nodes());
        return form;
    }

    static Map<String, Object> graph(ShownGraph graph) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("devices", graph.devices().stream().map(GraphJson::device).toList());
        form.put("nodes", graph.nodes().stream().map(GraphJson::node).toList());
        form.put("held-drains", graph.drains().stream().map(GraphJson::drain).toList());
        return form;
    }

    private static Map<String, Object> drain(HeldDrain drain) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("node-name", drain.node());
        form.put("count", drain.count());
        return form;
    }

    static Map<String, Object> node(NodeInfo node) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("node-name", node.name());
        form.put("format", node.driver());
        form.put("driver-version", node.driverVersion());
        form.put("state", Names.lower(node.state()));
        form.put("reason", node.reason());
        form.put("virtual-size", node.length());
        form.put("read-only", node.readOnly());
        form.put("drained", node.drained());
        form.put("children", node.children().stream().map(GraphJson::edge).toList());
        form.put("parents", node.parents());
        form.put("format-specific", new TreeMap<>(node.details()));
        return form;
    }

    private static Map<String, Object> edge(NodeInfo.Edge edge) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("child", edge.name());
        form.put("node-name", edge.node());
        form.put("roles", edge.roles());
        form.put("uses", edge.uses());
        return form;
    }

    static Map<String, Object> extent(MapExtent extent) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("start", extent.start());
        form.put("length", extent.length());
        form.put("depth", extent.depth());
        form.put("present", extent.present());
        form.put("zero", extent.zero());
        form.put("data", extent.data());
        form.put("compressed", extent.compressed());
        if (extent.offset() >= 0) {
            form.put("offset", extent.offset());
        }
        if (!extent.file().isEmpty()) {
            form.put("filename", extent.file());
        }
        return form;
    }

    static Map<String, Object> device(DeviceInfo device) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("device", device.name());
        form.put("node-name", device.root());
        form.put("virtual-size", device.length());
        form.put("read-only", device.readOnly());
        form.put("gate-open", device.gateOpen());
        form.put("gate-reason", device.gateReason());
        form.put("in-flight", device.inFlight());
        form.put("waiting", device.waiting());
        form.put("park-timeout", device.parkTimeoutSeconds() < 0 ? "forever" : device.parkTimeoutSeconds());
        form.put("stats", stats(device.stats()));
        return form;
    }

    /** QMP writes the names of these with underscores. */
    private static Map<String, Object> stats(StatInfo stats) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("rd_operations", stats.rdOperations());
        form.put("rd_bytes", stats.rdBytes());
        form.put("wr_operations", stats.wrOperations());
        form.put("wr_bytes", stats.wrBytes());
        form.put("zero_operations", stats.zeroOperations());
        form.put("unmap_operations", stats.unmapOperations());
        form.put("flush_operations", stats.flushOperations());
        form.put("failed_operations", stats.failedOperations());
        form.put("waited_at_gate", stats.waitedAtGate());
        form.put("longest_wait_ns", stats.longestWaitNanos());
        return form;
    }
}
