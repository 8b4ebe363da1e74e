import "@picocss/pico/css/pico.classless.min.css";
import "./styles.css";
import { mount } from "svelte";
import App from "./App.svelte";

const text = localStorage.getItem("text");
if (text) document.documentElement.dataset["text"] = text;
mount(App, { target: document.getElementById("app")! });
