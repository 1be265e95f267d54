// Charts: <div class="chart" data-chart="id"> with its data in <script type="application/json" id="id">.
// Data: {kind: "bar"|"line"|"pie"|"gauge", labels: [...], series: [{name, data: [...]}], unit: "%", stack, across, min, max, links: [...],
// marks: [{at: place of a label, text}] (upright lines at notes)}.
import { BarChart, GaugeChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([BarChart, LineChart, PieChart, GaugeChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

const PALETTE = {
  light: ["#1f5a96", "#0f8b8d", "#d9822b", "#7a52b3", "#b23a48", "#5b7083", "#4c9f70"],
  dark: ["#6aa9e6", "#4fc1bd", "#eda95a", "#b794e6", "#ef8a8a", "#9db0c2", "#7dcf9f"],
};

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function axes(data) {
  const ink = token("--ink-soft");
  const line = token("--line");
  const names = { type: "category", data: data.labels, axisLabel: { color: ink, hideOverlap: true }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false } };
  const values = { type: "value", min: data.min, max: data.max, axisLabel: { color: ink, formatter: `{value}${data.unit ?? ""}` }, splitLine: { lineStyle: { color: line } } };
  return data.across ? { xAxis: values, yAxis: { ...names, inverse: true } } : { xAxis: names, yAxis: values };
}

// A line of one figure is a point that nobody sees: it stands as a bar.
const kindOf = (data) => data.kind === "line" && data.series.every((one) => one.data.filter((value) => value !== null).length < 2) ? "bar" : data.kind;

function cartesian(data) {
  const kind = kindOf(data);
  const marks = (data.marks ?? []).map((mark) => ({ xAxis: mark.at, label: { formatter: mark.text, color: token("--ink") } }));
  const series = data.series.map((one, place) => ({
    markLine: place === 0 && marks.length ? { symbol: "none", silent: true, lineStyle: { color: token("--ink-soft"), type: "dashed" }, data: marks } : undefined,
    type: kind, name: one.name, data: one.data, barMaxWidth: 28, stack: data.stack ? "all" : undefined,
    symbolSize: 6, lineStyle: { width: 2.5 }, itemStyle: kind === "bar" && !data.stack ? { borderRadius: data.across ? [0, 3, 3, 0] : [3, 3, 0, 0] } : {},
  }));
  return { ...axes(data), series, grid: { left: 8, right: 16, top: series.length > 1 ? 40 : 16, bottom: 8, containLabel: true } };
}

function round(data) {
  const rows = data.labels.map((name, i) => ({ name, value: data.series[0].data[i] }));
  return { series: [{ type: "pie", radius: ["42%", "64%"], center: ["50%", "52%"], data: rows, label: { color: token("--ink"), formatter: "{b} {d}%" }, avoidLabelOverlap: true, itemStyle: { borderColor: token("--surface"), borderWidth: 2 } }] };
}

function gauge(data) {
  const value = data.series[0].data[0];
  return { series: [{ type: "gauge", min: 0, max: data.max ?? 100, progress: { show: true, width: 14 }, pointer: { show: false }, axisLine: { lineStyle: { width: 14, color: [[1, token("--grey-tint")]] } },
    axisTick: { show: false }, splitLine: { show: false }, axisLabel: { show: false }, detail: { formatter: `{value}${data.unit ?? ""}`, color: token("--ink"), fontSize: 28, offsetCenter: [0, 0] }, data: [{ value }] }] };
}

function option(data) {
  const made = data.kind === "pie" ? round(data) : data.kind === "gauge" ? gauge(data) : cartesian(data);
  const dark = document.documentElement.dataset.bsTheme === "dark";
  return {
    color: PALETTE[dark ? "dark" : "light"],
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: token("--ink") },
    legend: { show: (data.series.length > 1), top: 0, textStyle: { color: token("--ink-soft") }, icon: "roundRect", itemWidth: 12, itemHeight: 8 },
    tooltip: { trigger: data.kind === "pie" ? "item" : "axis", renderMode: "richText", confine: true, valueFormatter: (value) => `${value ?? "—"}${data.unit ?? ""}` },
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    ...made,
  };
}

function draw(box) {
  const source = document.getElementById(box.dataset.chart);
  if (!source) return;
  const data = JSON.parse(source.textContent);
  const chart = echarts.getInstanceByDom(box) ?? echarts.init(box, null, { renderer: "canvas" });
  chart.setOption(option(data), true);
  if (box.dataset.drawn) return;
  box.dataset.drawn = "1";
  new ResizeObserver(() => chart.resize()).observe(box);
  if (data.links) chart.on("click", (event) => { const url = data.links[event.dataIndex]; if (url) location.assign(url); });
}

const drawAll = () => document.querySelectorAll("[data-chart]").forEach(draw);
document.addEventListener("house:theme", drawAll);
document.addEventListener("htmx:afterSwap", drawAll);
drawAll();
