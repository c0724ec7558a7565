// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.info.PermissionInfo;

/** Shows who does what with nodes, and lets others do what. */
final class PermissionView {

    private PermissionView() {}

    static String of(List<PermissionInfo> permissions) {
        if (permissions.isEmpty()) {
            return "nothing stands on a node here; block:graph lists the nodes";
        }
        TextTable table = new TextTable("NODE", "USED BY", "ROLES", "USES", "SHARES");
        for (PermissionInfo each : permissions) {
            table.row(
                    each.node(),
                    user(each),
                    orHyphen(each.roles()),
                    orHyphen(each.uses()),
                    orHyphen(each.shares()));
        }
        return table.text();
    }

    private static String user(PermissionInfo permission) {
        return permission.child().isEmpty()
                ? "device " + permission.parent()
                : "node " + permission.parent() + " as " + permission.child();
    }

    private static String orHyphen(String text) {
        return text.isEmpty() ? "-" : text;
    }

    static Map<String, Object> json(PermissionInfo permission) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("node-name", permission.node());
        form.put(permission.child().isEmpty() ? "device" : "parent", permission.parent());
        form.put("child", permission.child());
        form.put("roles", permission.roles());
        form.put("uses", permission.uses());
        form.put("shares", permission.shares());
        return form;
    }
}
