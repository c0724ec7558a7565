// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

import org.blockgraph.api.export.ExportInfo;

/**
 * An export that was made.
 *
 * @param export as it is served
 */
public record Exported(ExportInfo export) {}
