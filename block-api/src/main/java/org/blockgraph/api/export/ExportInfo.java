// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.export;

import java.util.List;

/**
 * An export.
 *
 * @param name by which clients ask for it
 * @param device what is exported
 * @param address where it is served, as in {@link ExportRequest}, with the port that is used
 * @param uri what a client's program takes
 * @param description a line for people, or an empty string
 * @param length the size in bytes
 * @param readOnly whether writes are refused
 * @param tls whether connections are encrypted
 * @param clients who is connected
 * @param stats what it has done
 */
public record ExportInfo(
        String name,
        String device,
        String address,
        String uri,
        String description,
        long length,
        boolean readOnly,
        boolean tls,
        List<ExportClient> clients,
        ExportStats stats) {

    /** Copies the list. */
    public ExportInfo {
        clients = List.copyOf(clients);
    }
}
