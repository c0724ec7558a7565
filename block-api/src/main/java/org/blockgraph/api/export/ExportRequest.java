// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.export;

/**
 * What is to be exported, where and how.
 *
 * @param device the device's name
 * @param address where clients connect: {@code unix:PATH} or {@code tcp:HOST:PORT}; without a host it is the
 *     loopback interface, port 0 is any that is free
 * @param name the name by which clients ask for it; null is the device's
 * @param description a line for people; null or empty for none
 * @param readOnly whether writes are refused, whatever the device allows
 * @param tls how connections are encrypted; null is not at all
 */
public record ExportRequest(
        String device, String address, String name, String description, boolean readOnly, ExportTls tls) {}
