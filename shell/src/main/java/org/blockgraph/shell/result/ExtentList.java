// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

import java.util.List;
import org.blockgraph.api.info.MapExtent;

/**
 * The runs of a device.
 *
 * @param extents in order of their offsets
 */
public record ExtentList(List<MapExtent> extents) {

    /** Copies the list. */
    public ExtentList {
        extents = List.copyOf(extents);
    }
}
