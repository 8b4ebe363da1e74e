import { mount } from "svelte";
import App from "./App.svelte";
import { recall } from "./words.svelte";

const text = localStorage.getItem("text");
if (text) document.documentElement.dataset["text"] = text;
await recall();
mount(App, { target: document.getElementById("app")! });
