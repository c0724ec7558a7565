// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import org.blockgraph.api.info.CheckInfo;
import org.blockgraph.api.info.LockInfo;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.info.WhyInfo;
import org.blockgraph.shell.result.DeviceList;
import org.blockgraph.shell.result.DriverList;
import org.blockgraph.shell.result.ExportList;
import org.blockgraph.shell.result.ExtentList;
import org.blockgraph.shell.result.History;
import org.blockgraph.shell.result.NodeLimits;
import org.blockgraph.shell.result.PermissionList;
import org.blockgraph.shell.result.ShownGraph;

/**
 * Gives results the members that programs rely on: QMP's and qemu-img's names where they have one, and names
 * with hyphens otherwise. Written out, so that renaming something in the code changes no script.
 */
final class JsonForm {

    private JsonForm() {}

    /** Returns the result as maps, lists, texts, numbers and booleans. */
    static Object of(Object result) {
        return switch (result) {
            case DriverList list -> list.drivers().stream().map(GraphJson::driver).toList();
            case ShownGraph graph -> GraphJson.graph(graph);
            case NodeInfo node -> GraphJson.node(node);
            case ExportList list -> list.exports().stream().map(ExportJson::export).toList();
            case ExtentList list -> list.extents().stream().map(GraphJson::extent).toList();
            case DeviceList list -> list.devices().stream().map(GraphJson::device).toList();
            case WhyInfo why -> ReportJson.why(why);
            case LockInfo lock -> ReportJson.lock(lock);
            case History history -> history.entries().stream().map(ReportJson::change).toList();
            case CheckInfo check -> ReportJson.check(check);
            case PermissionList list -> list.permissions().stream().map(PermissionView::json).toList();
            case NodeLimits limits -> LimitsView.json(limits);
            default -> throw new IllegalArgumentException("no JSON form for " + result.getClass());
        };
    }
}
