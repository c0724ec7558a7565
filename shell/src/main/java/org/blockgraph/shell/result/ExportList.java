// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

import java.util.List;
import org.blockgraph.api.export.ExportInfo;

/**
 * Exports with their clients.
 *
 * @param exports in order of their names
 */
public record ExportList(List<ExportInfo> exports) {

    /** Copies the list. */
    public ExportList {
        exports = List.copyOf(exports);
    }
}
