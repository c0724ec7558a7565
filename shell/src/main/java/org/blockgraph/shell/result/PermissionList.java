// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

import java.util.List;
import org.blockgraph.api.info.PermissionInfo;

/**
 * What users of nodes do with them and let others do.
 *
 * @param permissions in order of the nodes' names
 */
public record PermissionList(List<PermissionInfo> permissions) {

    /** Copies the list. */
    public PermissionList {
        permissions = List.copyOf(permissions);
    }
}
