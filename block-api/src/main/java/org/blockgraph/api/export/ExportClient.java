// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.export;

/**
 * A connection that uses an export.
 *
 * @param peer where it comes from, as far as the transport tells
 * @param connectedMillis how long it has been there
 * @param requests how many requests it has had answered
 * @param underWay how many of its requests are not answered yet
 */
public record ExportClient(String peer, long connectedMillis, long requests, int underWay) {}
